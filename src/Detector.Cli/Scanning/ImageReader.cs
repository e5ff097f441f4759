namespace Detector.Cli.Scanning;

/// <summary>Reads encoded images whole, but never more than the limit.</summary>
/// <param name="maxBytes">Largest encoded image in bytes.</param>
/// <param name="standardInput">Read for the path <c>-</c>.</param>
internal sealed class ImageReader(int maxBytes, Stream standardInput)
{
    private const int FirstRead = 64 * 1024;

    /// <summary>Reads one item.</summary>
    /// <param name="item">A file or standard input.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AnalysisException">Nothing in it, more than the limit, or unreadable.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(ScanItem item, CancellationToken cancellationToken)
    {
        if (item.Problem is { } problem)
        {
            throw new AnalysisException(ScanError.Unreadable, problem);
        }

        try
        {
            // A read of a terminal or pipe cannot be called off, but it can be left alone.
            return item.IsStandardInput
                ? await ReadToEndAsync(standardInput, FirstRead, "standard input", cancellationToken)
                    .WaitAsync(cancellationToken)
                : await ReadFileAsync(item.Path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AnalysisException(ScanError.Unreadable, $"The file cannot be read: {e.Message}", e);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            file = target;
        }

        // Decided before it is opened: opening a named pipe would wait for ever for somebody who writes to it.
        if (file.Length == 0)
        {
            throw NoBytes("the file");
        }

        if (file.Length > maxBytes)
        {
            throw TooManyBytes("the file", $"{file.Length}");
        }

        await using var stream = new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await ReadToEndAsync(stream, (int)file.Length, "the file", cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> ReadToEndAsync(
        Stream stream, int expected, string what, CancellationToken cancellationToken)
    {
        // A byte more than expected and than allowed: a full buffer says that there is more.
        var buffer = new byte[Math.Min((long)Math.Min(expected, maxBytes) + 1, Array.MaxLength)];
        var length = 0;
        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length > maxBytes)
            {
                throw TooManyBytes(what, $"more than {maxBytes}");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(Math.Min(2L * length, maxBytes + 1L), Array.MaxLength));
            }
        }

        return length > 0 ? buffer.AsMemory(0, length) : throw NoBytes(what);
    }

    private static AnalysisException NoBytes(string what) => new(
        AnalysisErrorReason.NotAnImage,
        $"There are no bytes in {what}: it is empty, or no regular file. Give a whole image; - reads standard input.");

    private AnalysisException TooManyBytes(string what, string length) => new(
        AnalysisErrorReason.TooManyBytes,
        $"There are {length} bytes in {what}; allowed are {maxBytes}. Nothing was decoded. Give a smaller file.");
}
