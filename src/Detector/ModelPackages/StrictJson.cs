using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Detector.ModelPackages;

/// <summary>Reads JSON into records and names every structural problem with its path. The serialiser alone stops at the
/// first one; here the document is first compared with the serialiser's own description of the type.</summary>
internal static class StrictJson
{
    private const int ShownValueLength = 80;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Parses the text; null, with a problem, where it is no JSON.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, ProblemList problems)
    {
        if (utf8.Span.StartsWith(ByteOrderMark))
        {
            utf8 = utf8[ByteOrderMark.Length..];
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            problems.Add(null, "is not UTF-8 text.", "Save the file as UTF-8.");
            return null;
        }

        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException exception)
        {
            var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var reason = end < 0 ? exception.Message : exception.Message[..end];
            var place = $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}";
            problems.Add(
                null,
                $"is not valid JSON at {place}: {reason}",
                "Correct the JSON there; comments and trailing commas are not allowed.");
            return null;
        }
    }

    /// <summary>Turns the element into a record; null, with problems, where it does not fit.</summary>
    public static T? Bind<T>(JsonElement root, JsonTypeInfo<T> type, ProblemList problems)
        where T : class
    {
        try
        {
            CheckValue(root, type, "$", problems);
            return problems.Any ? null : root.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What the comparison cannot see, such as an escape that is half of a character.
            problems.Add((exception as JsonException)?.Path, exception.Message, "Correct the text there.");
            return null;
        }
    }

    /// <summary>The name of an enum member as it stands in JSON.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Text in quotes, shortened and without control characters, for a message.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length > ShownValueLength ? string.Concat(text.AsSpan(0, ShownValueLength), "...") : text;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c))}'";
    }

    private static void CheckValue(JsonElement element, JsonTypeInfo type, string path, ProblemList problems)
    {
        var target = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            CheckObject(element, type, path, problems);
        }
        else if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            CheckArray(element, type, path, problems);
        }
        else if (target.IsEnum)
        {
            CheckEnum(element, target, path, problems);
        }
        else if (target == typeof(int))
        {
            var fits = element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out _);
            RequireKind(fits, element, path, "a whole number", problems);
        }
        else if (target == typeof(string))
        {
            RequireKind(element.ValueKind == JsonValueKind.String, element, path, "text in quotes", problems);
        }
        else
        {
            RequireKind(element.ValueKind == JsonValueKind.Number, element, path, "a number", problems);
        }
    }

    private static void CheckObject(JsonElement element, JsonTypeInfo type, string path, ProblemList problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            RequireKind(false, element, path, "an object in braces", problems);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var field = $"{path}.{member.Name}";
            if (!seen.Add(member.Name))
            {
                problems.Add(field, "stands there twice.", "Keep one of the two.");
            }
            else if (type.Properties.FirstOrDefault(property => property.Name == member.Name) is not { } known)
            {
                ReportUnknown(member.Name, field, type, problems);
            }
            else if (member.Value.ValueKind != JsonValueKind.Null || !known.IsSetNullable)
            {
                CheckValue(member.Value, type.Options.GetTypeInfo(known.PropertyType), field, problems);
            }
        }

        foreach (var property in type.Properties.Where(known => known.IsRequired && !seen.Contains(known.Name)))
        {
            problems.Add($"{path}.{property.Name}", "is missing, and it is required.", "Add the field.");
        }
    }

    private static void CheckArray(JsonElement element, JsonTypeInfo type, string path, ProblemList problems)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            RequireKind(false, element, path, "a list in square brackets", problems);
            return;
        }

        var item = type.Options.GetTypeInfo(type.ElementType!);
        var index = 0;
        foreach (var value in element.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Null || Nullable.GetUnderlyingType(item.Type) is null)
            {
                CheckValue(value, item, $"{path}[{index}]", problems);
            }

            index++;
        }
    }

    private static void CheckEnum(JsonElement element, Type type, string path, ProblemList problems)
    {
        var names = Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).ToArray();
        if (element.ValueKind == JsonValueKind.String && names.Contains(element.GetString(), StringComparer.Ordinal))
        {
            return;
        }

        problems.Add(
            path, $"is {Show(element)}; allowed are: {string.Join(", ", names)}.", "Write one of these, in quotes.");
    }

    private static void ReportUnknown(string name, string field, JsonTypeInfo type, ProblemList problems)
    {
        var names = type.Properties.Select(property => property.Name).ToArray();
        var fix = NearestName.Find(name, names) is { } near
            ? $"Did you mean {near}? Otherwise remove it."
            : $"Remove it; known here are: {string.Join(", ", names)}.";
        problems.Add(field, "is an unknown field.", fix);
    }

    private static void RequireKind(bool fits, JsonElement element, string path, string wanted, ProblemList problems) =>
        problems.Require(fits, path, $"is {Show(element)}; allowed is {wanted}.", $"Write {wanted}.");

    [SuppressMessage("Style", "IDE0072", Justification = "All other kinds are shown as they stand.")]
    private static string Show(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => Quote(element.GetString()!),
        _ => Quote(element.GetRawText())[1..^1],
    };
}
