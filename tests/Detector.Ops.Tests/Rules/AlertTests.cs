using Detector.Ops.Tests.Support;

namespace Detector.Ops.Tests.Rules;

/// <summary>What every alert must come with.</summary>
public sealed class AlertTests
{
    public static TheoryData<string> Alerts => [.. RuleFiles.Alerts.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Alert_SaysHowUrgentItIsWhatItIsAndWhatToDo(string name)
    {
        var alert = RuleFiles.Alerts.Single(rule => rule.Name == name);

        Assert.True(alert.Labels["severity"] is "critical" or "warning");
        Assert.NotEmpty(alert.Annotations["summary"]);
        Assert.NotEmpty(alert.Annotations["description"]);
        Assert.Equal(OperatingDoc.LinkTo(name), alert.Annotations["runbook_url"]);
        Assert.Contains(OperatingDoc.AnchorOf(name), OperatingDoc.Anchors);
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Alert_IsTestedWhereItFiresAndWhereItDoesNot(string name)
    {
        Assert.Contains(new RuleCase(name, Fires: true), RuleFiles.Cases);
        Assert.Contains(new RuleCase(name, Fires: false), RuleFiles.Cases);
    }

    [Fact]
    public void Runbook_HasAParagraphForEveryAlertAndNoOther() =>
        Assert.Equal(RuleFiles.Alerts.Select(rule => rule.Name), OperatingDoc.Runbook.Select(paragraph => paragraph.Alert));

    [Fact]
    public void Runbook_SaysWhatItMeansAndWhatToDo() =>
        Assert.All(OperatingDoc.Runbook, paragraph => Assert.InRange(paragraph.Text.Length, 200, 2000));
}
