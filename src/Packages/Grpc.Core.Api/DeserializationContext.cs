using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Where a message is read. What a transport does not offer throws <see cref="NotImplementedException"/>.
/// </summary>
public abstract class DeserializationContext
{
    /// <summary>How long the message is, in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>A copy of the message.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotImplementedException();

    /// <summary>The message, only to be read until the deserializer returns.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotImplementedException();
}
