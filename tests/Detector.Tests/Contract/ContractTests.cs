using System.Reflection;
using Detector.Calibration;
using Detector.Evidence;
using Detector.ModelPackages;
using Detector.V1;
using Verdict = Detector.Calibration.Verdict;

namespace Detector.Tests.Contract;

/// <summary>The public contract says what the library can say: no value of one without a value of the other.</summary>
public class ContractTests
{
    [Fact]
    public void Verdict_OfContract_HasEveryVerdictOfLibrary() =>
        Assert.Equal(Names<Verdict>(), Names<V1.Verdict>());

    [Fact]
    public void Kind_OfContract_HasEveryKindOfLibrary() =>
        Assert.Equal(Names<ManipulationKind>(), Names<Kind>());

    [Fact]
    public void Compression_OfContract_HasEveryKindThatLibraryTells() =>
        Assert.Equal(
            Names<CompressionKind>().Where(name => name != nameof(CompressionKind.Unknown)), Names<Compression>());

    [Fact]
    public void Kinds_OfContract_AreTheProbabilitiesOfLibrary() =>
        Assert.Equal(
            Properties<KindResult>(p => p.PropertyType == typeof(double)),
            Properties<KindProbabilities>(p => p.PropertyType == typeof(double)));

    [Fact]
    public void Region_OfContract_IsTheRegionOfLibrary() =>
        Assert.Equal(Properties<Detector.Heatmaps.Region>(_ => true), Properties<Region>(p => p.PropertyType.IsPrimitive));

    [Fact]
    public void Timings_OfContract_AreTheStagesOfLibrary() =>
        Assert.Equal(Properties<StageTimings>(_ => true), Properties<Timings>(p => p.PropertyType == typeof(double)));

    [Fact]
    public void Reasons_OfLibrary_AreNamedInContract()
    {
        var contract = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "protos", "detector.proto"));
        var reasons = typeof(AnalysisErrorReason).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Concat(typeof(NotMeasuredReason).GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => (string)field.GetRawConstantValue()!);
        Assert.All(reasons, reason => Assert.Contains(reason, contract, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names<T>()
        where T : struct, Enum => Enum.GetNames<T>().Where(name => name != "Unspecified").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Properties<T>(Func<PropertyInfo, bool> wanted) =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(wanted).Select(property => property.Name).Order(StringComparer.Ordinal);
}
