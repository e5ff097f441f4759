using Detector.Load.Suite;

namespace Detector.Load.Tests.Suite;

public sealed class RequirementTests
{
    [Fact]
    public void Holds_AtTheLimit_IsKept()
    {
        Assert.True(Requirement.AtLeast("ratio", 0.9, 0.9).Holds);
        Assert.True(Requirement.AtMost("time", 3, 3, " ms").Holds);
    }

    [Fact]
    public void Holds_NotANumber_IsNotKept()
    {
        Assert.False(Requirement.AtLeast("ratio", double.NaN, 0.9).Holds);
        Assert.False(Requirement.AtMost("time", double.NaN, 3).Holds);
    }

    [Fact]
    public void ToTable_OneThatFails_SaysSoAndTheReportDoesNotHold()
    {
        var report = new SuiteReport([new("a figure", "5"), Requirement.AtMost("time", 4, 3, " ms")], []);

        Assert.False(report.Holds);
        Assert.EndsWith("| time | 4 ms | at most 3 ms | NO |", report.ToTable(), StringComparison.Ordinal);
    }
}
