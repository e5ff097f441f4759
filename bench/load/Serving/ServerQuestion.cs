namespace Detector.Load.Serving;

/// <summary>What a <see cref="ServedProcess"/> is asked.</summary>
internal static class ServerQuestion
{
    /// <summary>Bytes that the process has allocated on the managed heap since its begin.</summary>
    public const string Allocated = "allocated";

    /// <summary>Seconds of processor time that the process has used since its begin, all threads together.</summary>
    public const string Processor = "processor";

    /// <summary>The bare runtime's best batch size; followed by seconds for each size.</summary>
    public const string BestBatch = "best-batch";

    /// <summary>The bare runtime's tiles per second; followed by the batch size and seconds.</summary>
    public const string Bare = "bare";
}
