using Detector.Load.Reporting;
using Detector.Load.Running;
using Detector.Load.Statistics;

namespace Detector.Load.Commands;

/// <summary>Runs one load while the server's memory is watched, and tells what it found.</summary>
internal static class RunOutput
{
    /// <summary>0 where every reference had exactly one right answer, 1 where not.</summary>
    public static async Task<int> RunAsync(
        Target target, string title, double offered, Func<Task<RunResult>> run, TextWriter output)
    {
        RunResult result;
        MemorySamples? memory = null;
        if (target.ProcessId is { } processId)
        {
            await using var watch = new MemoryWatch(processId, TimeProvider.System);
            memory = watch.Samples;
            result = await run();
        }
        else
        {
            result = await run();
        }

        var report = LoadReport.Of(
            title, target.Model, target.Picture, target.PictureBytes, offered, result, memory);
        await output.WriteLineAsync(MarkdownReport.Write(report));
        if (target.JsonFile is { } file)
        {
            await File.WriteAllTextAsync(file, report.ToJson() + "\n");
        }

        return report.IsSound ? 0 : 1;
    }
}
