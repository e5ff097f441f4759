using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Detector.V1;
using Google.Protobuf;

namespace Detector.Server.Http;

/// <summary>
/// Writes messages of the contract as canonical JSON (protobuf.dev, "ProtoJSON format"), with the fields that hold
/// their default value, so that a score of 0 and an empty list can be seen.
/// </summary>
internal static class AnswerJson
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>Answers with a message.</summary>
    /// <param name="response">Nothing may have been sent yet.</param>
    /// <param name="message">What is sent. An <see cref="AnalyzeResponse"/> loses its pictures.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task SendAsync(HttpResponse response, IMessage message, CancellationToken cancellationToken)
    {
        using var json = new PooledBytes(int.MaxValue);
        Write(message, json);
        response.ContentType = "application/json";
        response.ContentLength = json.Written.Length;
        await response.Body.WriteAsync(json.Written, cancellationToken);
    }

    /// <summary>Writes a message.</summary>
    internal static void Write(IMessage message, IBufferWriter<byte> output)
    {
        if (message is AnalyzeResponse { Analysis: { } analysis })
        {
            WriteWithPictures(message, analysis, output);
            return;
        }

        Encoding.UTF8.GetBytes(Formatter.Format(message), output);
    }

    /// <summary>
    /// The formatter would make a string of each picture: two bytes of memory per character, that cannot be cleared, of
    /// what may be the most private there is. So it writes empty fields, and the pictures are put in between as they
    /// are encoded.
    /// </summary>
    private static void WriteWithPictures(IMessage message, V1.Analysis analysis, IBufferWriter<byte> output)
    {
        var map = analysis.MapPng;
        var overlay = analysis.OverlayPng;
        (analysis.MapPng, analysis.OverlayPng) = (ByteString.Empty, ByteString.Empty);

        // Quotes in values are escaped, so neither can stand inside of one.
        var text = Formatter.Format(message).AsSpan();
        var rest = WritePicture(text, "\"mapPng\": \"", map.Span, output);
        rest = WritePicture(rest, "\"overlayPng\": \"", overlay.Span, output);
        Encoding.UTF8.GetBytes(rest, output);
    }

    private static ReadOnlySpan<char> WritePicture(
        ReadOnlySpan<char> text, string field, ReadOnlySpan<byte> picture, IBufferWriter<byte> output)
    {
        var at = text.IndexOf(field, StringComparison.Ordinal) + field.Length;
        Encoding.UTF8.GetBytes(text[..at], output);
        var room = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(picture.Length));
        Base64.EncodeToUtf8(picture, room, out _, out var written);
        output.Advance(written);
        return text[at..];
    }
}
