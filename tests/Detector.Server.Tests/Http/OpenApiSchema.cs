using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Detector.Server.Tests.Http;

/// <summary>Checks values against the part of JSON Schema 2020-12 that the document uses, and knows no other.</summary>
internal static class OpenApiSchema
{
    /// <summary>Where a reference points; null where to nothing.</summary>
    public static JsonNode? Resolve(JsonNode document, string reference) =>
        reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name]);

    public static IEnumerable<string> Problems(
        JsonNode document, JsonNode schema, JsonNode? value, string path = "$")
    {
        return schema.AsObject().SelectMany(rule => rule.Key switch
        {
            "$ref" => Problems(document, Resolve(document, (string)rule.Value!)!, value, path),
            "type" => Check(IsOfType((string)rule.Value!, value)),
            "enum" => Check(rule.Value!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value))),
            "const" => Check(JsonNode.DeepEquals(rule.Value, value)),
            "pattern" => Check(Regex.IsMatch((string)value!, (string)rule.Value!)),
            "minimum" => Check((double)value! >= (double)rule.Value!),
            "maximum" => Check((double)value! <= (double)rule.Value!),
            "maxLength" => Check(((string)value!).Length <= (int)rule.Value!),
            "contentEncoding" => Check(Base64.IsValid((string)value!)),
            "required" => rule.Value!.AsArray().Where(name => !value!.AsObject().ContainsKey((string)name!))
                .Select(name => $"{path}: no {name}"),
            "properties" => Members(rule.Value!.AsObject()),
            "items" => value!.AsArray().SelectMany((item, i) => Problems(document, rule.Value!, item, $"{path}[{i}]")),
            "description" or "format" or "contentMediaType" or "default" => [],
            _ => [$"{path}: this test does not know {rule.Key}"],
        });

        IEnumerable<string> Check(bool isRight) => isRight ? [] : [$"{path}: {value?.ToJsonString()}"];

        IEnumerable<string> Members(JsonObject properties) => value!.AsObject().SelectMany(member =>
            properties[member.Key] is { } property
                ? Problems(document, property, member.Value, $"{path}.{member.Key}")
                : [$"{path}.{member.Key} is not described"]);
    }

    private static bool IsOfType(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger((double)value!),
        _ => false,
    };
}
