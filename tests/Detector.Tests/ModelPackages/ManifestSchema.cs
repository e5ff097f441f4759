using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Detector.Tests.ModelPackages;

/// <summary>The part of JSON Schema 2020-12 that manifest.schema.json uses. An unknown keyword fails, so that the
/// schema cannot grow past what is tested here.</summary>
internal static class ManifestSchema
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description", "default"];

    public static JsonObject Root { get; } = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models", "manifest.schema.json")))!.AsObject();

    /// <summary>One line per problem, starting with the path.</summary>
    public static IReadOnlyList<string> Errors(JsonNode manifest) => [.. Check(manifest, Root, "$")];

    /// <summary>Follows a reference to the definition.</summary>
    public static JsonObject Resolve(JsonNode schema)
    {
        var reference = (string?)schema["$ref"];
        return reference is null ? schema.AsObject() : Root["$defs"]![reference["#/$defs/".Length..]]!.AsObject();
    }

    private static IEnumerable<string> Check(JsonNode? value, JsonNode schema, string path) =>
        schema.AsObject().SelectMany(keyword => CheckKeyword(value, keyword.Key, keyword.Value!, schema, path));

    private static IEnumerable<string> CheckKeyword(
        JsonNode? value, string keyword, JsonNode limit, JsonNode schema, string path) => keyword switch
    {
        "type" => Fail(!Types(limit).Any(type => IsOf(value, type)), path, keyword),
        "const" => Fail(!JsonNode.DeepEquals(value, limit), path, keyword),
        "enum" => Fail(!limit.AsArray().Any(item => JsonNode.DeepEquals(value, item)), path, keyword),
        "minimum" => Fail(Number(value) < Number(limit), path, keyword),
        "maximum" => Fail(Number(value) > Number(limit), path, keyword),
        "exclusiveMinimum" => Fail(Number(value) <= Number(limit), path, keyword),
        "pattern" => Fail(IsOf(value, "string") && !Regex.IsMatch((string)value!, (string)limit!), path, keyword),
        "minItems" => Fail(value is JsonArray array && array.Count < (int)limit, path, keyword),
        "maxItems" => Fail(value is JsonArray array && array.Count > (int)limit, path, keyword),
        "not" => Fail(!Check(value, limit, path).Any(), path, keyword),
        "required" => limit.AsArray()
            .Where(name => value is JsonObject known && !known.ContainsKey((string)name!))
            .Select(name => $"{path}.{name}: required"),
        "properties" => (value as JsonObject ?? [])
            .Where(member => limit[member.Key] is not null)
            .SelectMany(member => Check(member.Value, limit[member.Key]!, $"{path}.{member.Key}")),
        "additionalProperties" => (value as JsonObject ?? [])
            .Where(member => schema["properties"]![member.Key] is null)
            .Select(member => $"{path}.{member.Key}: unknown"),
        "items" => (value as JsonArray ?? []).SelectMany((item, i) => Check(item, limit, $"{path}[{i}]")),
        "$ref" => Check(value, Resolve(schema), path),
        _ => Annotations.Contains(keyword) ? [] : throw new NotSupportedException($"{path}: keyword {keyword}"),
    };

    public static IEnumerable<string> Types(JsonNode type) =>
        type is JsonArray several ? several.Select(item => (string)item!) : [(string)type!];

    private static IEnumerable<string> Fail(bool failed, string path, string keyword) =>
        failed ? [$"{path}: {keyword}"] : [];

    private static double? Number(JsonNode? value) => IsOf(value, "number") ? (double)value! : null;

    private static bool IsOf(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("null", null) => true,
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger((double)value!),
        _ => false,
    };
}
