using Detector.Tests.Support;
using Microsoft.Playwright;

namespace Detector.Page.Tests.Support;

/// <summary>Files that tests add: the samples, and generated ones. They show things and patterns.</summary>
internal static class Pictures
{
    /// <summary>A still life with an edited part.</summary>
    public static FilePayload Edited { get; } = Sample("edited-1.jpg");

    /// <summary>The same without.</summary>
    public static FilePayload Camera { get; } = Sample("camera-1.jpg");

    /// <summary>Squares of strong colours, 480 x 360: nothing on the page looks like it by chance.</summary>
    public static FilePayload Squares { get; } = File("squares.png", TestPng.Encode(480, 360, SquareAt));

    /// <summary>A picture that breaks off.</summary>
    public static FilePayload Corrupt { get; } = File("broken.jpg", Camera.Buffer[..(Camera.Buffer.Length / 3)]);

    /// <summary>A small picture, each with other bytes.</summary>
    public static FilePayload Small(int number) =>
        File($"small-{number}.png", TestPng.Encode(
            64, 64, (x, y) => ((byte)(x * number), (byte)(y * 3), (byte)number)));

    private static FilePayload Sample(string name) =>
        File(name, System.IO.File.ReadAllBytes(Path.Combine(Browser.Output, "samples", name)));

    private static FilePayload File(string name, byte[] bytes) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = bytes };

    private static (byte Red, byte Green, byte Blue) SquareAt(int x, int y)
    {
        var seed = (uint)(((x / 40) * 7919) + ((y / 40) * 104_729) + 12_345);
        seed = (seed ^ (seed >> 7)) * 2_654_435_761;
        return (Level(seed >> 29), Level(seed >> 26), Level(seed >> 23));
    }

    private static byte Level(uint bits) => (byte)((bits & 1) == 0 ? 20 : 235);
}
