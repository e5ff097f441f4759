using System.Buffers.Binary;
using System.Text;

namespace Detector.Load.Wire;

/// <summary>
/// Walks over the fields of one protobuf message; what is not asked for is passed over without a copy.
/// </summary>
/// <param name="message">The message's bytes.</param>
internal ref struct FieldReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private ReadOnlySpan<byte> _bytes;
    private ulong _number;

    /// <summary>Number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidDataException">The message is cut short or holds groups.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                _number = Varint();
                break;
            case 1:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                _bytes = Take(Varint());
                break;
            case 5:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"Field {Field} has wire type {tag & 7}, which proto3 does not write.");
        }

        return true;
    }

    /// <summary>The field as an integer.</summary>
    public readonly int Int32 => (int)_number;

    /// <summary>The field as a floating-point number.</summary>
    public readonly double Double => BitConverter.UInt64BitsToDouble(_number);

    /// <summary>The field as bytes, or as a message inside this one.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The field as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(_bytes);

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number of the message has more than ten bytes.");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw new InvalidDataException($"The message is cut short: {count} bytes are due, {_rest.Length} left.");
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
