using Detector.Evidence;
using Detector.Tests.Decoding;

namespace Detector.Tests.Evidence;

public sealed class JpegQualityTests
{
    /// <summary>ITU-T T.81, table K.1, row by row as it is printed.</summary>
    private static readonly int[] Luminance =
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Estimate_TableOfEveryQuality_GivesThatQuality(bool wide)
    {
        for (var quality = 1; quality <= 100; quality++)
        {
            var table = Scaled(quality, wide ? 32767 : 255);

            Assert.Equal(quality, JpegQuality.Estimate(Jpeg(Tables(wide, (0, table)))));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(49)]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(95)]
    [InlineData(100)]
    public void Estimate_SavedPicture_GivesTheQualityItWasSavedWith(int quality)
    {
        Assert.Equal(quality, JpegQuality.Estimate(Saved($"Q={quality}")));
        Assert.Equal(quality, JpegQuality.Estimate(Saved($"Q={quality},interlace=true,subsample_mode=off")));
    }

    [Theory]
    [InlineData(20, 1.06)]
    [InlineData(60, 0.95)]
    [InlineData(80, 1.1)]
    public void Estimate_TableOfAnotherEncoder_GivesTheNearest(int quality, double factor)
    {
        // Every other step is off, so that no quality fits and the mean shift is half the factor.
        int[] table = [.. Scaled(quality, 255).Select((step, i) => i % 2 == 0 ? step : Math.Min(255, (int)(step * factor)))];

        Assert.InRange(JpegQuality.Estimate(Jpeg(Tables(false, (0, table))))!.Value, quality - 2, quality + 2);
    }

    [Fact]
    public void Estimate_FlatTable_GivesAQuality() =>
        Assert.InRange(
            JpegQuality.Estimate(Jpeg(Tables(false, (0, [.. Enumerable.Repeat(8, 64)]))))!.Value, 80, 97);

    [Fact]
    public void Estimate_SeveralTables_TakesTheFirstComponents()
    {
        var tables = Tables(false, (0, Scaled(20, 255)), (1, Scaled(90, 255)));

        Assert.Equal(20, JpegQuality.Estimate(Jpeg(tables, Frame(0))));
        Assert.Equal(90, JpegQuality.Estimate(Jpeg(tables, Frame(1))));
        Assert.Equal(20, JpegQuality.Estimate(Jpeg(tables)));
    }

    [Fact]
    public void Estimate_LongHeaderBeforeTheTable_IsReadThrough()
    {
        byte[][] notes = [.. Enumerable.Repeat(Segment(0xE2, new byte[60_000]), 20)];

        Assert.Equal(33, JpegQuality.Estimate(Jpeg([.. notes, [0xFF, 0xFF], Tables(false, (0, Scaled(33, 255)))])));
    }

    [Fact]
    public void Estimate_TableAfterTheScan_IsNotLookedFor()
    {
        byte[] scan = [0xFF, 0xDA, 0, 2];

        Assert.Null(JpegQuality.Estimate(Jpeg(scan, Tables(false, (0, Scaled(33, 255))))));
    }

    [Fact]
    public void Estimate_NoUsableTable_IsNull()
    {
        Assert.Null(JpegQuality.Estimate([]));
        Assert.Null(JpegQuality.Estimate([0xFF, 0xD8]));
        Assert.Null(JpegQuality.Estimate([0xFF, 0xD8, 0xFF, 0xFF]));
        Assert.Null(JpegQuality.Estimate(TestImages.Encode("png", TestImages.Pattern())));
        Assert.Null(JpegQuality.Estimate(Jpeg(Tables(false, (0, new int[64])))));
        Assert.Null(JpegQuality.Estimate(Jpeg(Segment(0xDB, [5, .. new byte[64]]))));
        Assert.Null(JpegQuality.Estimate(Jpeg(Segment(0xDB, [0x20, .. new byte[128]]))));
        Assert.Null(JpegQuality.Estimate(Jpeg(Tables(false, (1, Scaled(33, 255))), Frame(3))));
    }

    [Fact]
    public void Estimate_CutOrDamagedFile_NeverThrows()
    {
        var file = Saved("Q=40");
        var random = new Random(7);

        for (var length = 0; length < Math.Min(file.Length, 1200); length++)
        {
            AssertQualityOrNull(JpegQuality.Estimate(file.AsSpan(0, length)));
        }

        for (var i = 0; i < 5000; i++)
        {
            var damaged = file.AsSpan(0, 1000).ToArray();
            for (var k = 0; k < 5; k++)
            {
                damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            }

            AssertQualityOrNull(JpegQuality.Estimate(damaged));
        }
    }

    private static void AssertQualityOrNull(int? quality) => Assert.InRange(quality ?? 1, 1, 100);

    private static byte[] Saved(string options) => TestImages.Encode("jpeg", TestImages.Pattern(), options: options);

    /// <summary>The steps of a quality, row by row, as libjpeg's documentation describes the scaling.</summary>
    private static int[] Scaled(int quality, int limit)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - (quality * 2);
        return [.. Luminance.Select(step => Math.Clamp(((step * percent) + 50) / 100, 1, limit))];
    }

    private static byte[] Tables(bool wide, params (int Index, int[] Steps)[] tables) => Segment(0xDB,
    [
        .. tables.SelectMany(table => ZigZag(table.Steps)
            .SelectMany(step => wide ? [(byte)(step >> 8), (byte)step] : new[] { (byte)step })
            .Prepend((byte)((wide ? 0x10 : 0) | table.Index))),
    ]);

    /// <summary>Along the diagonals, up and down in turn (ITU-T T.81, figure A.6).</summary>
    private static IEnumerable<int> ZigZag(int[] rows) => Enumerable.Range(0, 64)
        .OrderBy(i => (i / 8) + (i % 8))
        .ThenBy(i => ((i / 8) + (i % 8)) % 2 == 0 ? i % 8 : i / 8)
        .Select(i => rows[i]);

    /// <summary>Baseline, 8 bit, 16 x 16 pixels, one component with this table.</summary>
    private static byte[] Frame(byte table) => Segment(0xC0, [8, 0, 16, 0, 16, 1, 1, 0x11, table]);

    private static byte[] Segment(byte marker, byte[] body) =>
        [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    private static byte[] Jpeg(params byte[][] parts) => [0xFF, 0xD8, .. parts.SelectMany(part => part), 0xFF, 0xD9];
}
