using System.Buffers;
using System.Text;
using Detector.Server.Http;
using Detector.V1;
using Google.Protobuf;

namespace Detector.Server.Tests.Http;

/// <summary>What is written is what protobuf's own formatter writes, pictures included.</summary>
public class AnswerJsonTests
{
    private static readonly JsonFormatter Official =
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static TheoryData<int, int, string> Pictures => new()
    {
        { 0, 0, "" },
        { 1, 0, "a" },
        { 0, 2, "\"mapPng\": \"\", \"overlayPng\": \"" },
        { 3, 100_000, "é \\ \u2028" },
        { 300_000, 5, "mapPng" },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Write_AnyPictures_IsTheFormattersText(int map, int overlay, string reference)
    {
        var response = new AnalyzeResponse
        {
            ClientReference = reference,
            Analysis = new V1.Analysis
            {
                Score = 0.5,
                Verdict = Verdict.Inconclusive,
                MapPng = ByteString.CopyFrom(Bytes(map)),
                OverlayPng = ByteString.CopyFrom(Bytes(overlay)),
                Warnings = { reference, "overlayPng" },
                Grid = new Grid { Columns = 2, Rows = 1, Values = { 0.25f, 1 } },
            },
        };
        var expected = Official.Format(response);
        var sent = response.Clone();

        var text = Text(sent);

        Assert.Equal(expected, text);
        Assert.Equal(response, JsonParser.Default.Parse<AnalyzeResponse>(text));
    }

    [Fact]
    public void Write_OtherMessage_IsTheFormattersText()
    {
        var models = new ListModelsResponse { Models = { new ModelInfo { Licence = "MIT" } } };

        Assert.Equal(Official.Format(models), Text(models));
    }

    private static string Text(IMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        AnswerJson.Write(message, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];
}
