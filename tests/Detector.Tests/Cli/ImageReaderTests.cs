using System.Diagnostics;
using Detector.Cli.Scanning;

namespace Detector.Tests.Cli;

public sealed class ImageReaderTests
{
    private const int Limit = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(Limit)]
    public async Task ReadAsync_StandardInputUpToTheLimit_GivesAllBytes(int length)
    {
        var bytes = Bytes(length);

        var read = await new ImageReader(Limit, new MemoryStream(bytes)).ReadAsync(new ScanItem("-", "stdin"), default);

        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public async Task ReadAsync_EndlessStandardInput_StopsAtTheLimit()
    {
        var endless = new EndlessStream();

        var refusal = await Refusal(new ImageReader(Limit, endless), "-");

        Assert.Equal(AnalysisErrorReason.TooManyBytes, refusal.Reason);
        Assert.Equal(Limit + 1, endless.Given);
    }

    [Fact]
    public async Task ReadAsync_File_GivesAllBytes()
    {
        using var folder = new ScanFolder();
        var bytes = Bytes(Limit);
        await File.WriteAllBytesAsync(folder.PathOf("a"), bytes);
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("a"));
        var reader = new ImageReader(Limit, Stream.Null);

        Assert.Equal(bytes, (await reader.ReadAsync(new ScanItem(folder.PathOf("a"), "a"), default)).ToArray());
        Assert.Equal(bytes, (await reader.ReadAsync(new ScanItem(folder.PathOf("link"), "a"), default)).ToArray());
    }

    [Fact]
    public async Task ReadAsync_FileOverTheLimit_IsNotRead()
    {
        using var folder = new ScanFolder();

        // More than any array holds: reading it could not go unnoticed.
        var path = folder.AddHollow("big.png", 5L << 30);

        var refusal = await Refusal(new ImageReader(Limit, Stream.Null), path);

        Assert.Equal(AnalysisErrorReason.TooManyBytes, refusal.Reason);
        Assert.Contains($"{5L << 30}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"{Limit}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_EmptyFile_IsNotAnImage()
    {
        using var folder = new ScanFolder();

        var refusal = await Refusal(new ImageReader(Limit, Stream.Null), folder.Add("zero.jpg", ""));

        Assert.Equal(AnalysisErrorReason.NotAnImage, refusal.Reason);
    }

    [Fact]
    public async Task ReadAsync_NamedPipe_IsRefusedAndNotWaitedFor()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new ScanFolder();
        using (var made = Process.Start("mkfifo", [folder.PathOf("pipe")]))
        {
            await made.WaitForExitAsync();
        }

        var refusal = await Refusal(new ImageReader(Limit, Stream.Null), folder.PathOf("pipe"));

        Assert.Equal(AnalysisErrorReason.NotAnImage, refusal.Reason);
    }

    [Fact]
    public async Task ReadAsync_VanishedFileOrLoopingLink_IsUnreadable()
    {
        using var folder = new ScanFolder();
        File.CreateSymbolicLink(folder.PathOf("loop"), folder.PathOf("loop"));
        var reader = new ImageReader(Limit, Stream.Null);

        Assert.Equal(ScanError.Unreadable, (await Refusal(reader, folder.PathOf("gone"))).Reason);
        Assert.Equal(ScanError.Unreadable, (await Refusal(reader, folder.PathOf("loop"))).Reason);
    }

    [Fact]
    public async Task ReadAsync_ItemWithAProblem_IsUnreadableForIt()
    {
        var item = new ScanItem("folder", "folder", "The folder cannot be listed.");

        var refusal = await Assert.ThrowsAsync<AnalysisException>(
            () => new ImageReader(Limit, Stream.Null).ReadAsync(item, default));

        Assert.Equal((ScanError.Unreadable, item.Problem), (refusal.Reason, refusal.Message));
    }

    private static Task<AnalysisException> Refusal(ImageReader reader, string path) =>
        Assert.ThrowsAsync<AnalysisException>(() => reader.ReadAsync(new ScanItem(path, "name"), default));

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
