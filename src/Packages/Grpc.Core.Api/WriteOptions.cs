namespace Grpc.Core;

/// <summary>How a message is written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>More follows soon: the message may wait for it.</summary>
    BufferHint = 0x1,

    /// <summary>Not compressed, though the call is.</summary>
    NoCompress = 0x2,
}

/// <summary>How messages are written.</summary>
/// <param name="flags">What differs from the usual way.</param>
public class WriteOptions(WriteFlags flags = default)
{
    /// <summary>The usual way.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>What differs from the usual way.</summary>
    public WriteFlags Flags { get; } = flags;
}
