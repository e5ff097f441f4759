using Detector.Ops.Tests.Support;

namespace Detector.Ops.Tests.Rules;

/// <summary>The rules as Prometheus's own tool sees them.</summary>
public sealed class PromtoolTests
{
    [PrometheusFact]
    public Task Configuration_OfTheSample_IsValid() =>
        DebianPrometheus.AssertContentAsync("check", "config", Path.Combine(RuleFiles.Folder, "prometheus.yml"));

    [PrometheusFact]
    public Task Rules_AreValid() => DebianPrometheus.AssertContentAsync(["check", "rules", .. RuleFiles.Rules]);

    [PrometheusFact]
    public Task Rules_FireWhenTheyShouldAndNotOtherwise() =>
        DebianPrometheus.AssertContentAsync(["test", "rules", .. RuleFiles.Tests]);
}
