using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Detector.ModelPackages;

namespace Detector.Tests.ModelPackages;

/// <summary>Keeps models/manifest.schema.json and the records in step.</summary>
public sealed class ManifestSchemaTests
{
    // Members of shared enums that make no sense at this place; ManifestRulesTests shows that they are refused.
    private static readonly Dictionary<string, string> RefusedMembers = new()
    {
        ["$.outputs.map.kind"] = "softmax",
        ["$.kinds.kind"] = "none",
    };

    [Fact]
    public void Schema_Examples_AreValid()
    {
        Assert.Empty(ManifestSchema.Errors(Examples.Tiles()));
        Assert.Empty(ManifestSchema.Errors(Examples.Classifier()));
    }

    [Theory]
    [InlineData("$.framing.overlapp", "$.framing.overlapp: unknown")]
    [InlineData("$.novelty", "$.novelty: unknown")]
    public void Schema_UnknownField_IsRefused(string path, string error) =>
        Assert.Equal([error], ManifestSchema.Errors(Examples.Tiles().Set(path, "1")));

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("golden/../../model.onnx")]
    [InlineData("/model.onnx")]
    [InlineData("./model.onnx")]
    [InlineData("golden//model.onnx")]
    [InlineData("golden\\model.onnx")]
    [InlineData("")]
    [InlineData("model.onnx")]
    [InlineData("golden/.hidden/..model.onnx")]
    public void Schema_FilePath_AgreesWithTheProgram(string path)
    {
        var manifest = Examples.Tiles().Set("$.model.file", JsonSerializer.Serialize(path));

        Assert.Equal(PackageFiles.StaysInside(path), ManifestSchema.Errors(manifest).Count == 0);
    }

    [Fact]
    public void Schema_Properties_AreThoseOfTheRecords() =>
        Compare(ManifestSchema.Root, PackageJsonContext.Default.ModelManifest, "$");

    private static void Compare(JsonObject schema, JsonTypeInfo type, string path)
    {
        Assert.Equal("object", ManifestSchema.Types(schema["type"]!).First());
        Assert.False((bool)schema["additionalProperties"]!, path);
        var properties = schema["properties"]!.AsObject();
        Assert.Equal(
            Sorted(type.Properties.Select(known => known.Name)), Sorted(properties.Select(member => member.Key)));
        Assert.Equal(
            Sorted(type.Properties.Where(known => known.IsRequired).Select(known => known.Name)),
            Sorted(schema["required"]!.AsArray().Select(name => (string)name!)));
        Assert.All(
            type.Properties,
            known => CompareProperty(ManifestSchema.Resolve(properties[known.Name]!), known, $"{path}.{known.Name}"));
    }

    private static void CompareProperty(JsonObject schema, JsonPropertyInfo property, string path)
    {
        Assert.False(string.IsNullOrWhiteSpace((string?)schema["description"]), $"{path} has no description");
        CompareDefault(schema, property, path);
        if (property.PropertyType.IsEnum)
        {
            var names = Enum.GetNames(property.PropertyType).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)
                .Where(name => RefusedMembers.GetValueOrDefault(path) != name);
            Assert.Equal(names, schema["enum"]!.AsArray().Select(name => (string)name!));
            return;
        }

        var types = ManifestSchema.Types(schema["type"]!).ToArray();
        Assert.Equal(property.IsSetNullable, types.Contains("null"));
        var info = property.Options.GetTypeInfo(property.PropertyType);
        var expected = info.Kind switch
        {
            JsonTypeInfoKind.Object => "object",
            JsonTypeInfoKind.Enumerable => "array",
            _ when info.Type == typeof(string) => "string",
            _ when info.Type == typeof(int) => "integer",
            _ => "number",
        };
        Assert.Equal(expected, types[0]);
        if (info.Kind == JsonTypeInfoKind.Object)
        {
            Compare(schema, info, path);
        }
    }

    private static void CompareDefault(JsonObject schema, JsonPropertyInfo property, string path)
    {
        var value = property.AssociatedParameter is { HasDefaultValue: true } parameter ? parameter.DefaultValue : null;
        var expected = value switch
        {
            null => null,
            Enum member => $"\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString())}\"",
            IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => throw new NotSupportedException($"{path}: default {value}"),
        };
        Assert.Equal(expected, schema["default"]?.ToJsonString());
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
