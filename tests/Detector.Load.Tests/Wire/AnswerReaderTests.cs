using Detector.Load.Wire;
using Detector.V1;
using Google.Protobuf;

namespace Detector.Load.Tests.Wire;

public sealed class AnswerReaderTests
{
    [Fact]
    public void Read_WholeAnswer_TakesWhatIsMeasuredAndPassesOverTheRest()
    {
        var answer = AnswerReader.Read(Whole().ToByteArray());

        Assert.Equal(4711, answer.Number);
        Assert.Equal(new string('a', 64), answer.Sha256);
        Assert.Equal(9, answer.Tiles);
        Assert.Equal(3.5, answer.BatchTiles);
        Assert.Equal(new StageMilliseconds(1, 2, 3, 4, 5, 15), answer.Stages);
        Assert.Equal(8, answer.Stages.Overhead);
        Assert.Null(answer.FailureReason);
    }

    [Fact]
    public void Read_Failure_TakesReasonAndCode()
    {
        var response = new AnalyzeResponse
        {
            ClientReference = "load-12",
            Failure = new AnalysisFailure { Reason = "corrupt_image", Code = 3, Message = "no", Field = "image" },
        };

        var answer = AnswerReader.Read(response.ToByteArray());

        Assert.Equal((12, "corrupt_image", 3), (answer.Number, answer.FailureReason, answer.FailureCode));
    }

    [Theory]
    [InlineData("")]
    [InlineData("load-")]
    [InlineData("load-12x")]
    [InlineData("other-12")]
    public void Read_ReferenceOfSomebodyElse_HasNoNumber(string reference)
    {
        Assert.Equal(0, AnswerReader.Read(new AnalyzeResponse { ClientReference = reference }.ToByteArray()).Number);
    }

    [Fact]
    public void Read_CutShort_Throws()
    {
        var message = Whole().ToByteArray();

        Assert.Throws<InvalidDataException>(() => AnswerReader.Read(message.AsSpan(0, message.Length - 3)));
    }

    private static AnalyzeResponse Whole() => new()
    {
        ClientReference = "load-4711",
        Analysis = new Analysis
        {
            Sha256 = new string('a', 64),
            Width = 512,
            Height = 384,
            Format = "jpeg",
            Score = 0.25,
            Kinds = new KindProbabilities { None = 0.75 },
            Regions = { new Region { X = 1, Score = 0.5 } },
            MapPng = ByteString.CopyFrom(new byte[300]),
            Grid = new Grid { Columns = 2, Rows = 1, Values = { 0.5f, 0.25f } },
            Model = new Model { Name = "trace" },
            Timings = new Timings { Decode = 1, Preprocess = 2, Queue = 3, Inference = 4, Postprocess = 5, Total = 15 },
            Warnings = { "small" },
            Tiles = 9,
            BatchTiles = 3.5,
        },
    };
}
