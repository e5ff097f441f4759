using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Detector.Tests.EndToEnd;
using Detector.Tests.Support;

namespace Detector.Tests.Cli.Evaluation;

/// <summary>The whole command on pictures whose figures are known beforehand.</summary>
public sealed class EvaluateTests : IDisposable
{
    private readonly EvaluationFolder _folder = new();
    private readonly TestPackage _package = Bright();

    public void Dispose()
    {
        _folder.Dispose();
        _package.Dispose();
    }

    [Fact]
    public async Task Evaluate_Folders_FindsWhatIsThere()
    {
        var report = await MeasureAsync();

        var generated = report.GetProperty("image_level").GetProperty("generated");
        Assert.Equal(1, Value(generated, "auc"));
        Assert.Equal(1, Value(generated, "average_precision"));
        Assert.Equal(1, Value(generated, "tpr_at_1_fpr"));
        Assert.Equal(EvaluationFolder.Each, Number(generated, "positives"));
        Assert.Equal(EvaluationFolder.Each, Number(generated, "negatives"));
        Assert.Equal(["cam0", "cam1"], report.GetProperty("real_sources").EnumerateArray().Select(one => Text(one, "source")));
        Assert.Equal(
            ["generated/gen", "edited/tool"],
            report.GetProperty("fake_sources").EnumerateArray().Select(one => $"{Text(one, "label")}/{Text(one, "source")}"));
        Assert.Equal("tiny-tiles", Text(report.GetProperty("model"), "name"));
        Assert.Equal(64, Text(report.GetProperty("model"), "sha256").Length);
        Assert.Equal(0, report.GetProperty("below_chance").GetArrayLength());
        Assert.Equal((2 * EvaluationFolder.Each) + 3, report.GetProperty("pictures").GetArrayLength());
    }

    [Fact]
    public async Task Evaluate_Masks_FitTheMaps()
    {
        var report = await MeasureAsync();

        var pixels = report.GetProperty("pixel_level");
        Assert.Equal(3, Number(pixels, "pictures"));
        Assert.Equal(1, Value(pixels, "mean_auc"));
        Assert.Equal(1, Value(pixels, "f1"));
        Assert.Equal(1, Value(pixels, "iou"));
        Assert.Equal(0.5, pixels.GetProperty("edited_share").GetDouble());
        Assert.Equal(0, Value(report.GetProperty("false_alarm_area"), "mean_area"));
    }

    [Fact]
    public async Task Evaluate_SweepGridAndReliability_AreThere()
    {
        var report = await MeasureAsync("--sweep", "--grid", "--reliability");

        Assert.Equal(13, report.GetProperty("sweep").GetArrayLength());
        Assert.All(
            report.GetProperty("sweep").EnumerateArray(),
            point => Assert.Equal(1, Value(point.GetProperty("image_level").GetProperty("generated"), "auc")));
        Assert.Equal(4, report.GetProperty("grid").GetProperty("cells").GetArrayLength());
        Assert.Equal(1, report.GetProperty("grid").GetProperty("smallest_auc").GetDouble());
        Assert.Contains(report.GetProperty("drops").EnumerateArray(), drop => Text(drop, "from") == "jpeg:95");
        var buckets = report.GetProperty("reliability").EnumerateArray().ToList();
        Assert.Contains(buckets, bucket => bucket.GetProperty("jpeg_quality").ValueKind == JsonValueKind.Null);
        Assert.Contains(buckets, bucket => bucket.GetProperty("jpeg_quality") is { ValueKind: JsonValueKind.Array } range
            && range[0].GetInt32() == 1);
        Assert.All(buckets, bucket => Assert.True(Number(bucket, "positives") >= 10 && Number(bucket, "negatives") >= 10));
    }

    [Fact]
    public async Task Evaluate_SameSeed_WritesTheSameBytes()
    {
        await MeasureAsync("--html", _folder.PathOf("a.html"), "--thumbnails");
        File.Move(_folder.PathOf("report.json"), _folder.PathOf("first.json"));
        await MeasureAsync("--html", _folder.PathOf("b.html"), "--thumbnails", "--parallel", "1");

        Assert.Equal(Read("first.json"), Read("report.json"));
        Assert.Equal(Read("a.html"), Read("b.html"));

        await MeasureAsync("--seed", "2");
        Assert.NotEqual(Read("first.json"), Read("report.json"));
    }

    [Fact]
    public async Task Evaluate_Html_IsWellFormedAndShowsNoPictureUnlessAsked()
    {
        await MeasureAsync("--sweep", "--grid", "--reliability", "--html", _folder.PathOf("page.html"));
        var page = Parse(Read("page.html"));

        Assert.Empty(page.Descendants("img"));
        Assert.Empty(page.Descendants("image"));
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain("http://", Read("page.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", Read("page.html"), StringComparison.Ordinal);
        // ROC, calibration, three curves of the sweep, four sources.
        Assert.Equal(9, page.Descendants("svg").Count());
    }

    [Fact]
    public async Task Evaluate_Thumbnails_ShowMapsOfTheMisses()
    {
        using var dark = new EvaluationFolder(generated: 20);
        await RunAsync(dark, "--html", dark.PathOf("page.html"), "--thumbnails");

        var images = Parse(await File.ReadAllTextAsync(dark.PathOf("page.html"))).Descendants("img").ToList();

        Assert.Contains(images, image => image.Attribute("alt")!.Value == "map of generated/gen/00.png");
        Assert.All(images, image => Assert.StartsWith(
            "data:image/png;base64,", image.Attribute("src")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Evaluate_BelowChance_IsNamedAndFailsTheGate()
    {
        using var inverted = new EvaluationFolder(real: 180, generated: 20);

        var run = await RunAsync(inverted, "--gate");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("BELOW CHANCE: generated 0.000", run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(inverted)).ExitCode);
    }

    [Fact]
    public async Task Evaluate_UnreadableFiles_AreListedAndExit1()
    {
        _folder.Add("real/cam0/cut.jpg", "no picture");
        _folder.Add("masks/tool/2.png", "no mask");

        var run = await RunAsync(_folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("real/cam0/cut.jpg: not_an_image", run.Error, StringComparison.Ordinal);
        var report = Report(_folder);
        Assert.Equal(
            [("edited/tool/2.png", "bad_mask"), ("real/cam0/cut.jpg", "not_an_image")],
            report.GetProperty("left_out").EnumerateArray().Select(one => (Text(one, "path"), Text(one, "reason"))).Order());
        Assert.Equal(1, Number(report.GetProperty("counts"), "not_scored"));
        Assert.Equal(2, Number(report.GetProperty("counts"), "with_mask"));
    }

    [Fact]
    public async Task Evaluate_ForeignModelWithoutMap_MeasuresImagesOnly()
    {
        // Class scores of a resized picture: light is class 1.
        using var foreign = new TestPackage(
            TinyModels.Classifier(channelsFirst: false, 32, [[0, 1], [0, 1], [0, 1]], 2), TestPackage.ClassifierManifest);

        var run = await RunAsync(_folder, "--model", foreign.Root);

        Assert.Equal(0, run.ExitCode);
        var report = Report(_folder);
        Assert.Equal(1, Value(report.GetProperty("image_level").GetProperty("all_fakes"), "auc"));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("pixel_level").ValueKind);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("false_alarm_area").ValueKind);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("model").GetProperty("map_threshold").ValueKind);
    }

    [Theory]
    [InlineData("--normalize jpg:90", "\"jpg:90\" is no step")]
    [InlineData("--parallel 0", "--parallel is 0; allowed are 1 to")]
    [InlineData("--split val", "Leave --split out, or give the CSV")]
    [InlineData("--thumbnails", "--thumbnails is of no use without --html")]
    [InlineData("--model nowhere", "nowhere")]
    public async Task Evaluate_BadUsage_Exits2AndSaysWhy(string arguments, string message)
    {
        var run = await RunAsync(_folder, arguments.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("report.json")));
    }

    /// <summary>Dark is near 0, light near 1; 0.5 at half brightness.</summary>
    private static TestPackage Bright() => TestPackage.Tiles(TinyModels.Tile(scale: 12, bias: -6));

    private static double Value(JsonElement figures, string name)
    {
        var figure = figures.GetProperty(name);
        var (value, interval) = (figure.GetProperty("value").GetDouble(), figure.GetProperty("interval95"));
        Assert.InRange(value, interval[0].GetDouble(), interval[1].GetDouble());
        return value;
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement Report(EvaluationFolder folder) =>
        JsonDocument.Parse(File.ReadAllText(folder.PathOf("report.json"))).RootElement;

    private static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(
            new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private string Read(string name) => File.ReadAllText(_folder.PathOf(name));

    private async Task<JsonElement> MeasureAsync(params string[] arguments)
    {
        var run = await RunAsync(_folder, arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return Report(_folder);
    }

    private Task<CommandLineRun> RunAsync(EvaluationFolder folder, params string[] arguments) => Repository.RunAsync(
    [
        "evaluate", "--data", folder.Root, "--json", folder.PathOf("report.json"), "--device", "cpu", "--rounds", "50",
        .. arguments.Contains("--model") ? Array.Empty<string>() : ["--model", _package.Root], .. arguments,
    ]);
}
