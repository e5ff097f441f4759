using Detector.Tests.Support;

namespace Detector.Tests.Cli.Evaluation;

/// <summary>Pictures with labels: the tiny model's score rises with their brightness. Gone with the test.</summary>
internal sealed class EvaluationFolder : IDisposable
{
    public const int Each = 12;

    private readonly ScanFolder _folder = new();

    /// <summary>Writes real, generated and edited pictures; an edited one is light on its right half.</summary>
    /// <param name="real">Brightness of the first real; the others follow by 4.</param>
    /// <param name="generated">Brightness of the first generated one; the others follow by 4.</param>
    public EvaluationFolder(byte real = 20, byte generated = 180)
    {
        for (var i = 0; i < Each; i++)
        {
            var name = $"{i:00}.png";
            Write($"real/cam{i % 2}/{name}", 128 + (32 * (i % 3)), 128, _ => (byte)(real + (4 * i)));
            Write($"generated/gen/{name}", 128 + (32 * (i % 3)), 128, _ => (byte)(generated + (4 * i)));
        }

        for (var i = 0; i < 3; i++)
        {
            Write($"edited/tool/{i}.png", 128, 128, x => (byte)(x < 64 ? 30 : 200 + (10 * i)));
            Write($"masks/tool/{i}.png", 128, 128, x => (byte)(x < 64 ? 0 : 250));
        }
    }

    public string Root => _folder.Root;

    public string PathOf(string name) => _folder.PathOf(name);

    public string Add(string name, string content) => _folder.Add(name, content);

    public void Dispose() => _folder.Dispose();

    /// <summary>Columns of one brightness each, with a little texture that differs from row to row.</summary>
    private void Write(string name, int width, int height, Func<int, byte> level)
    {
        var png = TestPng.Encode(width, height, (x, y) =>
        {
            var value = (byte)(level(x) + (((x * 7) + (y * 3)) % 5));
            return (value, value, value);
        });
        File.WriteAllBytes(_folder.Add(name, ""), png);
    }
}
