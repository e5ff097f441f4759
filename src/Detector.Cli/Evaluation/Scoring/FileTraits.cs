using Detector.Evidence;

namespace Detector.Cli.Evaluation.Scoring;

/// <summary>What can be known about a picture without a look at a pixel, of the file that the model gets.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Format">Container.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="HasMetadata">Whether EXIF, XMP or text lies in it.</param>
/// <param name="Compression">What storing it has cost.</param>
internal sealed record FileTraits(
    int Width, int Height, string Format, int Bytes, bool HasMetadata, ImageCompression Compression)
{
    /// <summary>Marks of metadata in JPEG, PNG and WebP.</summary>
    private static readonly byte[][] Marks =
    [
        [.. "Exif\0\0"u8], [.. "http://ns.adobe.com/xap/"u8], [.. "eXIf"u8], [.. "tEXt"u8], [.. "iTXt"u8], [.. "zTXt"u8],
        [.. "EXIF"u8], [.. "XMP "u8],
    ];

    /// <summary>Reads the traits of a scored file.</summary>
    /// <param name="result">What the analyzer said.</param>
    /// <param name="encoded">The file.</param>
    public static FileTraits Of(AnalysisResult result, ReadOnlyMemory<byte> encoded) => new(
        result.Width, result.Height, result.Format, encoded.Length,
        Marks.Any(mark => encoded.Span.IndexOf(mark) >= 0), ImageCompression.Read(result.Format, encoded.Span));
}
