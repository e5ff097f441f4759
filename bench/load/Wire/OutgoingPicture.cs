using System.Buffers;
using System.Buffers.Text;
using Detector.V1;
using Grpc.Core;

namespace Detector.Load.Wire;

/// <summary>One request: a picture whose bytes lie ready, and the few that are its own.</summary>
/// <param name="Picture">What is sent.</param>
/// <param name="Number">Makes the client reference: unique in the run, from 1.</param>
/// <param name="Lane">How urgent it is.</param>
internal sealed record OutgoingPicture(LoadPicture Picture, long Number, Priority Lane)
{
    private const byte ReferenceTag = (AnalyzeRequest.ClientReferenceFieldNumber << 3) | 2;
    private const byte PriorityTag = AnalyzeRequest.PriorityFieldNumber << 3;

    /// <summary>A tag, a length, a prefix and at most 19 digits; a tag and a number.</summary>
    private const int LargestTail = 40;

    private static ReadOnlySpan<byte> Prefix => "load-"u8;

    /// <summary>The number in a client reference; 0 where it is none of ours.</summary>
    public static long ParseReference(ReadOnlySpan<byte> reference) =>
        reference.StartsWith(Prefix)
        && Utf8Parser.TryParse(reference[Prefix.Length..], out long number, out var used)
        && used == reference.Length - Prefix.Length
            ? number
            : 0;

    /// <summary>Writes the whole message; the picture is copied once, into the buffer that is sent.</summary>
    public void Write(SerializationContext context)
    {
        Span<byte> tail = stackalloc byte[LargestTail];
        var tailLength = WriteTail(tail);
        context.SetPayloadLength(Picture.Head.Length + tailLength);
        var writer = context.GetBufferWriter();
        writer.Write(Picture.Head);
        writer.Write(tail[..tailLength]);
        context.Complete();
    }

    private int WriteTail(Span<byte> tail)
    {
        Prefix.CopyTo(tail[2..]);
        Utf8Formatter.TryFormat(Number, tail[(2 + Prefix.Length)..], out var digits);
        tail[0] = ReferenceTag;
        tail[1] = (byte)(Prefix.Length + digits);
        var end = 2 + Prefix.Length + digits;
        tail[end] = PriorityTag;
        tail[end + 1] = (byte)Lane;
        return end + 2;
    }
}
