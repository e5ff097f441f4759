using System.Diagnostics;
using Detector.Load.Statistics;

namespace Detector.Load.Tests.Statistics;

public sealed class MemoryWatchTests
{
    [Fact]
    public void Read_ThisProcess_IsAboutItsWorkingSet()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var process = Process.GetCurrentProcess();
        var bytes = MemoryWatch.Read(process.Id);

        Assert.NotNull(bytes);
        Assert.InRange(bytes.Value, process.WorkingSet64 / 2, process.WorkingSet64 * 2);
    }

    [Fact]
    public void Read_NoSuchProcess_IsNull()
    {
        Assert.Null(MemoryWatch.Read(int.MaxValue));
    }
}
