using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Where a message is written. What a transport does not offer throws <see cref="NotImplementedException"/>.
/// </summary>
public abstract class SerializationContext
{
    /// <summary>Hands over the whole message; nothing may follow.</summary>
    /// <param name="payload">The message, not to be changed after.</param>
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    /// <summary>A buffer to write the message into, ended by <see cref="Complete()"/>.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>Says how long the message in the buffer will be.</summary>
    /// <param name="payloadLength">Bytes.</param>
    public virtual void SetPayloadLength(int payloadLength) => throw new NotImplementedException();

    /// <summary>Says that the message in the buffer is whole.</summary>
    public virtual void Complete() => throw new NotImplementedException();
}
