using Detector.Cli.Evaluation.Data;

namespace Detector.Tests.Cli.Evaluation;

public sealed class DataSetTests : IDisposable
{
    private readonly ScanFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Csv_TakesPathsRelativeToIt()
    {
        var csv = Csv(""""
            path,extra,label,source,mask
            a/1.jpg,x,real,cam,
            "a/2, b.jpg",,Generated,"say ""x""",
            a/3.jpg,,edited,,a/3.mask.png
            """");

        var pictures = DataSet.Read([csv], All);

        Assert.Equal(
            [
                new LabelledPicture(_folder.PathOf("a/1.jpg"), "a/1.jpg", PictureLabel.Real, "cam", null),
                new LabelledPicture(_folder.PathOf("a/2, b.jpg"), "a/2, b.jpg", PictureLabel.Generated, "say \"x\"", null),
                new LabelledPicture(
                    _folder.PathOf("a/3.jpg"), "a/3.jpg", PictureLabel.Edited, "a", _folder.PathOf("a/3.mask.png")),
            ],
            pictures);
    }

    [Fact]
    public void Read_ByteOrderMarkAndCarriageReturns_AreNoPartOfTheNames() => Assert.Equal(
        ["x", "y"], DataSet.Read([Csv("\uFEFFlabel,path,source\r\nreal,1.png,x\r\n\r\ngenerated,2.png,y\r\n")], All)
            .Select(picture => picture.Source));

    [Fact]
    public void Read_Split_TakesItsRowsOnly() => Assert.Equal(
        ["1.png", "3.png"],
        DataSet.Read([Csv("path,label,split\n1.png,real,val\n2.png,real,train\n3.png,edited,val\n")], All with { Split = "val" })
            .Select(picture => picture.Name));

    [Fact]
    public void Read_SourceIsFolder_PassesOverTheColumn() => Assert.Equal(
        ["kodak", "gen"],
        DataSet.Read([Csv("path,label,source\nkodak/1.png,real,x\ngen/2.png,generated,x\n")], All with { SourceIsFolder = true })
            .Select(picture => picture.Source));

    [Theory]
    [InlineData("", "is empty", "path,label,source,mask")]
    [InlineData("file,label\na,real\n", "line 1: there is no column path", "file,label")]
    [InlineData("path,label,label\na,real,x\n", "line 1: the column label is named twice", "Rename")]
    [InlineData("path,label\na,real\nb,fake\n", "line 3, column label: is \"fake\"", "real, generated and edited")]
    [InlineData("path,label\na,real\n,real\n", "line 3, column path: is empty", "Name the picture's file")]
    [InlineData("path,label\na,real\nb\n", "line 3: 1 fields, but the header names 2", "Quote")]
    [InlineData("path,label\na,real\n\"b,real\n", "line 3: a quoted field is not closed", "Put \"")]
    [InlineData("path,label,mask\na,real,m.png\n", "line 2, column mask: is \"m.png\"", "Leave it empty")]
    [InlineData("path,label\na,real\nb,real\n", "2 real and 0 generated or edited", "At least one of each")]
    [InlineData("path,label\na,real\na,generated\n", "a is named 2 times", "remove")]
    public void Read_BadCsv_NamesPlaceAndFix(string text, string place, string fix)
    {
        var e = Assert.Throws<DataSetException>(() => DataSet.Read([Csv(text)], All));

        Assert.Contains(place, e.Message, StringComparison.Ordinal);
        Assert.Contains(fix, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownSplit_SaysWhichThereAre()
    {
        var e = Assert.Throws<DataSetException>(
            () => DataSet.Read([Csv("path,label,split\na,real,train\nb,edited,dev\n")], All with { Split = "val" }));

        Assert.Contains("no row has val in its column split; there are train, dev", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Folders_TakeMasksByName()
    {
        foreach (var file in new[]
        {
            "real/cam/1.png", "generated/2.png", "edited/tool/3.jpg", "masks/tool/3.png", "edited/4.jpg", "edited/4.mask.png",
            "edited/notes.txt",
        })
        {
            _folder.Add(file, "x");
        }

        var pictures = DataSet.Read([_folder.Root], All);

        Assert.Equal(
            [
                ("real/cam/1.png", "cam", null), ("generated/2.png", "generated", null),
                ("edited/4.jpg", "edited", _folder.PathOf("edited/4.mask.png")),
                ("edited/tool/3.jpg", "tool", _folder.PathOf("masks/tool/3.png")),
            ],
            pictures.Select(picture => (picture.Name, picture.Source, picture.MaskPath)));
    }

    [Fact]
    public void Read_EmptyFolder_SaysWhatItNeeds() => Assert.Contains(
        "real/, generated/ or edited/", Assert.Throws<DataSetException>(() => DataSet.Read([_folder.Root], All)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_NoSuchPath_IsNamed() => Assert.Contains(
        "nowhere.csv", Assert.Throws<DataSetException>(() => DataSet.Read(["nowhere.csv"], All)).Message,
        StringComparison.Ordinal);

    private static DataChoice All { get; } = new(null, SourceIsFolder: false);

    private string Csv(string text) => _folder.Add("index.csv", text);
}
