using System.Diagnostics;

namespace Detector.Ops.Tests.Support;

/// <summary>Debian's Prometheus: the server, which tests start by themselves, and promtool.</summary>
internal static class DebianPrometheus
{
    public const string Server = "/usr/bin/prometheus";
    public const string Tool = "/usr/bin/promtool";

    /// <summary>Why its tests are skipped; null where they run.</summary>
    public static string? WhyNot { get; } = File.Exists(Server) && File.Exists(Tool)
        ? null
        : $"There is no {Server} or no {Tool}. Install them with: apt-get install prometheus";

    /// <summary>Runs promtool and expects that it is content.</summary>
    public static async Task AssertContentAsync(params IEnumerable<string> arguments)
    {
        using var tool = Process.Start(new ProcessStartInfo(Tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = tool.StandardOutput.ReadToEndAsync();
        var error = tool.StandardError.ReadToEndAsync();
        await tool.WaitForExitAsync();
        Assert.True(tool.ExitCode == 0, $"{await output}\n{await error}");
    }
}

/// <summary>A test that needs <see cref="DebianPrometheus"/>, and says so where it is not there.</summary>
internal sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute() => Skip = DebianPrometheus.WhyNot;
}
