using System.Security.Cryptography;
using Detector.Benchmarks;
using Detector.V1;
using Google.Protobuf;

namespace Detector.Load.Wire;

/// <summary>A picture made in memory, with the part of its message that never changes written already.</summary>
internal sealed class LoadPicture
{
    private LoadPicture(byte[] encoded)
    {
        Bytes = encoded.Length;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(encoded));
        Head = new AnalyzeRequest { Image = UnsafeByteOperations.UnsafeWrap(encoded) }.ToByteArray();
    }

    /// <summary>Bytes of the encoded file.</summary>
    public int Bytes { get; }

    /// <summary>Of the encoded file, as the server writes it.</summary>
    public string Sha256 { get; }

    /// <summary>An AnalyzeRequest with the picture and nothing else; further fields may follow.</summary>
    public byte[] Head { get; }

    /// <summary>An encoded file.</summary>
    public static LoadPicture Of(byte[] encoded) => new(encoded);

    /// <summary>JPEGs with the texture and noise of photographs, all different, the same in every run.</summary>
    /// <param name="size">Of each.</param>
    /// <param name="count">How many.</param>
    public static LoadPicture[] Make(PictureSize size, int count) =>
        [.. Enumerable.Range(1, count)
            .Select(seed => new LoadPicture(TestPictures.Jpeg(size.Width, size.Height, seed)))];
}
