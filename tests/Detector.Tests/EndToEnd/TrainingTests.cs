using Detector.ModelPackages;

namespace Detector.Tests.EndToEnd;

/// <summary>From made-up pictures to a measured model package, every step with a tiny budget.</summary>
public sealed class TrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-training-").FullName;

    [TrainingFact]
    public async Task Steps_OnMadeUpPictures_GiveASoundPackageWithACardFromItsEvaluation()
    {
        var model = Path.Combine(_folder, "trace-small");
        var trained = TrainingPython.Run("smoke.py", _folder);
        Assert.True(trained.ExitCode == 0, trained.Output);

        var verified = await Repository.RunAsync("model", "verify", model, "--device", "cpu");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);

        var figures = Path.Combine(_folder, "val.json");
        var evaluated = await Repository.RunAsync(
            "evaluate", "--model", model, "--data", Path.Combine(_folder, "data", "index.csv"), "--split", "val",
            "--normalize", "jpeg:90", "--rounds", "100", "--json", figures);
        Assert.True(File.Exists(figures), evaluated.Output + evaluated.Error);

        var card = TrainingPython.Run(
            "card.py", "--model", model, "--checkpoint", Path.Combine(_folder, "work", "trace-small.pt"), "--val", figures,
            "--logs", Path.Combine(_folder, "work", "smoke.log"));
        Assert.True(card.ExitCode == 0, card.Output);
        var text = File.ReadAllText(Path.Combine(model, "MODEL_CARD.md"));
        Assert.Contains("| val, generated | 4 / 4 |", text, StringComparison.Ordinal);
        Assert.Contains(ModelPackage.Load(model).Manifest.Figures!, figure => figure.Metric == "map_f1");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
