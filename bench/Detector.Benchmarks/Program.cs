using System.CommandLine;
using BenchmarkDotNet.Running;
using Detector.Benchmarks.Profile;

namespace Detector.Benchmarks;

/// <summary>BenchmarkDotNet over the stages, or <c>profile</c>: the whole way under load. See the README.</summary>
internal static class Program
{
    private static readonly Type[] Stages =
    [
        typeof(DecodingBenchmarks), typeof(PreprocessingBenchmarks), typeof(BatchingBenchmarks),
        typeof(HeatmapBenchmarks),
    ];

    private static readonly Type[] StagesWithModel = [typeof(InferenceBenchmarks), typeof(EndToEndBenchmarks)];

    private static Task<int> Main(string[] args) => args is ["profile", ..]
        ? new RootCommand { ProfileCommand.Create() }.Parse(args).InvokeAsync()
        : Task.FromResult(RunBenchmarks(args));

    private static int RunBenchmarks(string[] args)
    {
        var missing = ModelLocation.WhyMissing(ModelLocation.Directory);
        ModelLocation.HandDown();
        var types = missing is null ? [.. Stages, .. StagesWithModel] : Stages;
        var summaries = BenchmarkSwitcher.FromTypes(types).Run(args);
        if (missing is not null)
        {
            var names = string.Join(" and ", StagesWithModel.Select(type => type.Name));
            Console.Error.WriteLine($"Skipped {names}: {missing}");
        }

        return summaries.All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}
