using Detector.Preprocessing;

namespace Detector.Tests.Preprocessing;

public sealed class MirrorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Index_FarOutside_TurnsAtEveryEdge(int side)
    {
        for (var i = -30; i <= 30; i++)
        {
            Assert.Equal(TestPixels.WalkMirror(i, side), Mirror.Index(i, side));
        }
    }

    [Theory]
    [InlineData(-4, 5)]
    [InlineData(-2, 12)]
    [InlineData(1, 2)]
    [InlineData(3, 9)]
    [InlineData(-20, 4)]
    [InlineData(20, 4)]
    public void CopyLine_AnyStretch_TakesMirroredPixels(int x, int count)
    {
        byte[] row = [10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42];
        var line = new byte[3 * count];

        Mirror.CopyLine(row, x, line);

        for (var i = 0; i < line.Length; i++)
        {
            Assert.Equal(row[(3 * TestPixels.WalkMirror(x + (i / 3), 4)) + (i % 3)], line[i]);
        }
    }
}
