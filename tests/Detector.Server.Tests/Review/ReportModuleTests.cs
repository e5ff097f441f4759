using System.Diagnostics;

namespace Detector.Server.Tests.Review;

/// <summary>
/// Runs the tests of the report's scripts, which lie beside this one, in Node: the build needs it anyway.
/// </summary>
public sealed class ReportModuleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("case.test.mjs")]
    [InlineData("html.test.mjs")]
    [InlineData("csv.test.mjs")]
    [InlineData("reliability.test.mjs")]
    public async Task Node_TestsOfAModule_Pass(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Review", "report", file);
        var start = new ProcessStartInfo("node", ["--test", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = new CancellationTokenSource(Patience);
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync(limit.Token);
        var error = node.StandardError.ReadToEndAsync(limit.Token);
        await node.WaitForExitAsync(limit.Token);

        var said = $"{await output}\n{await error}";
        Assert.True(node.ExitCode == 0, said);
        // A file without tests would pass as well.
        Assert.Matches("(?m)^. (?:pass|tests) [1-9]", said);
    }
}
