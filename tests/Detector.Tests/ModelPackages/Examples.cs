using System.Text.Json.Nodes;

namespace Detector.Tests.ModelPackages;

/// <summary>The examples of models/README.md, so that what people copy is what the tests read.</summary>
internal static class Examples
{
    private static readonly string[] Blocks = ReadBlocks();

    /// <summary>Tiles, map, statistics pooling, Platt, map coverage, regions, golden: everything there is.</summary>
    public static JsonObject Tiles() => Parse(0);

    /// <summary>Centre crop, softmax, fixed kind.</summary>
    public static JsonObject Classifier() => Parse(1);

    public static JsonObject Golden() => Parse(2);

    /// <summary>Sets a value at a path such as $.input.std[1].</summary>
    public static JsonObject Set(this JsonObject root, string path, string json)
    {
        var (parent, last) = Descend(root, path);
        if (parent is JsonArray array)
        {
            array[int.Parse(last)] = JsonNode.Parse(json);
        }
        else
        {
            parent[last] = JsonNode.Parse(json);
        }

        return root;
    }

    public static JsonObject Without(this JsonObject root, string path)
    {
        var (parent, last) = Descend(root, path);
        Assert.True(parent.AsObject().Remove(last), $"{path} is not in the example");
        return root;
    }

    private static (JsonNode Parent, string Last) Descend(JsonObject root, string path)
    {
        var names = path.Replace("[", ".").Replace("]", "")[2..].Split('.');
        JsonNode parent = root;
        foreach (var name in names[..^1])
        {
            parent = parent is JsonArray array ? array[int.Parse(name)]! : parent[name]!;
        }

        return (parent, names[^1]);
    }

    private static JsonObject Parse(int index) => JsonNode.Parse(Blocks[index])!.AsObject();

    private static string[] ReadBlocks() =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models", "README.md"))
            .Split("```json\n")[1..]
            .Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])
            .ToArray();
}
