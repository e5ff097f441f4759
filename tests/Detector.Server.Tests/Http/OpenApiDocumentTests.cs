using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detector.Server.Http;
using Detector.Tests.Support;
using Detector.V1;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Routing;

namespace Detector.Server.Tests.Http;

/// <summary>The document says what the server does: paths, parameters, fields, reasons.</summary>
public sealed partial class OpenApiDocumentTests
{
    private static readonly string[] ErrorResponses =
        ["BadRequest", "Unauthenticated", "NotAllowed", "NotFound", "SlowRequest", "TooManyBytes", "UnsupportedFormat",
        "TooManyRequests", "Internal", "Unavailable", "DeadlineExceeded"];

    /// <summary>Only streams have failures in an answer.</summary>
    private static readonly string[] NotOverHttp = ["detector.v1.AnalyzeResponse.failure"];

    private static readonly string[] EnumNames = [nameof(Verdict), nameof(Kind), nameof(Compression)];

    public static TheoryData<string> Messages => [.. Reached().Select(message => message.Name)];

    public static TheoryData<string> Enums => [.. EnumNames];

    [Theory]
    [InlineData("/openapi.json")]
    [InlineData("/openapi/v1.json")]
    public async Task Get_IsTheDocument(string path)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.GetAsync(path);

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(JsonNode.DeepEquals(Load(), JsonNode.Parse(await response.Content.ReadAsStringAsync())));
    }

    [Fact]
    public void Document_IsOpenApi31WithResolvedReferences()
    {
        var document = Load();
        Assert.StartsWith("3.1.", (string)document["openapi"]!, StringComparison.Ordinal);
        Assert.All(["title", "version", "description"], name => Assert.NotEmpty((string)document["info"]![name]!));
        var references = Descendants(document).OfType<JsonObject>()
            .Where(node => node["$ref"] is JsonValue).Select(node => (string)node["$ref"]!).ToHashSet();

        Assert.All(references, reference => Assert.NotNull(OpenApiSchema.Resolve(document, reference)));
        var defined = Names(document, "schemas").Concat(Names(document, "responses"));
        Assert.Equal(
            defined.Order(StringComparer.Ordinal),
            references.Select(reference => reference.Split('/')[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Paths_AreThoseThatAreMapped()
    {
        await using var host = await ApiHost.StartAsync();
        var mapped = host.Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<ServedSide>() == ServedSide.Http)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .SelectMany(endpoint => Methods(endpoint).Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Where(operation => !operation.StartsWith("HEAD", StringComparison.Ordinal));

        var described = Operations(Load()).Select(operation => $"{operation.Method} {operation.Path}");

        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Operations_HaveAllThatAReaderNeeds()
    {
        var operations = Operations(Load()).ToArray();

        var ids = operations.Select(operation => (string)operation.Node["operationId"]!).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(operations, operation =>
        {
            Assert.All(["summary", "description"], name => Assert.NotEmpty((string)operation.Node[name]!));
            Assert.NotNull(operation.Node["responses"]!["200"]);
            var inPath = ParameterName().Matches(operation.Path).Select(match => match.Groups[1].Value);
            var stated = (operation.Node["parameters"]?.AsArray() ?? [])
                .Where(parameter => (string)parameter!["in"]! == "path")
                .Select(parameter => (string)parameter!["name"]!);
            Assert.Equal(inPath, stated);
        });
    }

    [Fact]
    public void Parameters_OfAnalyze_AreThoseThatAreRead()
    {
        var parameters = Load()["paths"]!["/v1/analyze"]!["post"]!["parameters"]!.AsArray();

        Assert.Equal(AnalyzeQuery.Names, parameters.Select(parameter => (string)parameter!["name"]!));
        Assert.All(parameters, parameter =>
        {
            Assert.Equal("query", (string)parameter!["in"]!);
            Assert.False((bool)parameter["required"]!);
            Assert.NotEmpty((string)parameter["description"]!);
            Assert.Empty(OpenApiSchema.Problems(Load(), parameter["schema"]!, parameter["example"]));
        });
        var timeout = parameters.Single(parameter => (string)parameter!["name"]! == "timeout_ms")!["schema"]!;
        Assert.Equal(AnalyzeQuery.MaxTimeoutMs, (int)timeout["maximum"]!);
    }

    [Fact]
    public void Form_OfAnalyze_HasThePartThatIsRead()
    {
        var body = Load()["paths"]!["/v1/analyze"]!["post"]!["requestBody"]!;
        var form = body["content"]!["multipart/form-data"]!["schema"]!;

        Assert.Equal([ImageBody.PartName], form["properties"]!.AsObject().Select(property => property.Key));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Schema_OfMessage_HasItsFieldsAsCanonicalJsonHasThem(string name)
    {
        var message = Reached().Single(m => m.Name == name);
        var schema = Load()["components"]!["schemas"]![name]!.AsObject();
        var properties = schema["properties"]!.AsObject();
        var fields = message.Fields.InDeclarationOrder()
            .Where(field => !NotOverHttp.Contains(field.FullName)).ToArray();

        Assert.Equal(fields.Select(field => field.JsonName), properties.Select(property => property.Key));
        Assert.NotEmpty((string)schema["description"]!);
        Assert.All(fields, field =>
        {
            var property = properties[field.JsonName]!.AsObject();
            Assert.NotEmpty((string)property["description"]!);
            Assert.Equal(field.IsRepeated ? $"array of {TypeOf(field)}" : TypeOf(field), TypeOf(property));
        });

        // Fields with default values are written, messages that are not there are not.
        var required = schema["required"]!.AsArray().Select(node => (string)node!).ToArray();
        Assert.Empty(required.Except(properties.Select(property => property.Key)));
        Assert.Empty(fields.Where(field => !field.HasPresence).Select(field => field.JsonName).Except(required));
    }

    [Theory]
    [MemberData(nameof(Enums))]
    public void Schema_OfEnum_HasItsValuesAndSaysWhatTheyMean(string name)
    {
        var values = DetectorReflection.Descriptor.EnumTypes.Single(type => type.Name == name).Values
            .Select(value => value.Name);
        var schema = Load()["components"]!["schemas"]![name]!;

        Assert.Equal(values, schema["enum"]!.AsArray().Select(value => (string)value!));
        Assert.All(values, value => Assert.Contains(value, (string)schema["description"]!, StringComparison.Ordinal));
    }

    [Fact]
    public void Schemas_AreThoseOfTheMessagesAndOfHttp()
    {
        string[] own = [nameof(Problem), nameof(Readiness), nameof(Liveness)];

        Assert.Equal(
            Reached().Select(message => message.Name).Concat(EnumNames).Concat(own)
                .Order(StringComparer.Ordinal),
            Names(Load(), "schemas").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(nameof(Problem), typeof(Problem))]
    [InlineData(nameof(Readiness), typeof(Readiness))]
    [InlineData(nameof(Liveness), typeof(Liveness))]
    public void Schema_OfHttp_HasTheMembersThatAreWritten(string name, Type type)
    {
        var members = HttpJson.Default.GetTypeInfo(type)!.Properties.Select(property => property.Name);

        var schema = Load()["components"]!["schemas"]![name]!;
        Assert.Equal(members, schema["properties"]!.AsObject().Select(property => property.Key));
    }

    [Fact]
    public void Reasons_AreThoseOfTheContractAndOfHttp()
    {
        var listed = Load()["components"]!["schemas"]!["Problem"]!["properties"]!["reason"]!["enum"]!.AsArray()
            .Select(reason => (string)reason!);

        Assert.Equal(ContractReasons().Concat(HttpReasons.All), listed);
    }

    [Fact]
    public void Reasons_AreEachNamedByTheResponseThatHoldsThem()
    {
        var responses = Load()["components"]!["responses"]!.AsObject();
        var text = string.Join(' ', responses.Select(response => (string)response.Value!["description"]!));

        // Those of paths and methods belong to no operation.
        Assert.All(
            ContractReasons().Concat(HttpReasons.All).Except([HttpReasons.NoSuchPath, HttpReasons.MethodNotAllowed]),
            reason => Assert.Matches($@"\b{reason}\b", text));
        Assert.Equal(ErrorResponses, responses.Select(response => response.Key));
    }

    [Fact]
    public void Examples_FitTheirSchemas()
    {
        var document = Load();
        var examples = Descendants(document).OfType<JsonObject>()
            .Where(node => node.ContainsKey("example") && node["schema"] is JsonObject).ToArray();

        Assert.True(examples.Length > 15);
        Assert.All(examples, node => Assert.Empty(OpenApiSchema.Problems(document, node["schema"]!, node["example"])));
    }

    [Fact]
    public async Task Answers_FitTheirSchemas()
    {
        await using var host = await ApiHost.StartAsync(package: TestPackage.TilesWithBuckets());
        var document = Load();
        using var picture = await host.Client.PostAsync(
            "/v1/analyze?map=true&grid=true&overlay=true", TestCalls.Body(TestCalls.Picture));
        using var failure = await host.Client.PostAsync("/v1/analyze", TestCalls.Body("none"u8.ToArray()));

        await FitAsync(nameof(AnalyzeResponse), picture);
        await FitAsync(nameof(Problem), failure);
        await FitAsync(nameof(ListModelsResponse), await host.Client.GetAsync("/v1/models"));
        await FitAsync(nameof(Readiness), await host.Client.GetAsync("/readyz"));

        async Task FitAsync(string schema, HttpResponseMessage response)
        {
            var value = JsonNode.Parse(await response.Content.ReadAsStringAsync());
            Assert.Empty(OpenApiSchema.Problems(document, document["components"]!["schemas"]![schema]!, value));
        }
    }

    private static JsonObject Load()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    /// <summary>All messages that answers over HTTP hold.</summary>
    private static HashSet<MessageDescriptor> Reached()
    {
        var found = new HashSet<MessageDescriptor>();
        Add(AnalyzeResponse.Descriptor);
        Add(ListModelsResponse.Descriptor);
        return found;

        void Add(MessageDescriptor message)
        {
            if (found.Add(message))
            {
                message.Fields.InDeclarationOrder()
                    .Where(field => field.FieldType == FieldType.Message && !NotOverHttp.Contains(field.FullName))
                    .ToList().ForEach(field => Add(field.MessageType));
            }
        }
    }

    /// <summary>How canonical JSON writes a field.</summary>
    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Double => "number double",
        FieldType.Float => "number float",
        FieldType.Int32 => "integer int32",
        FieldType.Int64 => "string int64",
        FieldType.Bool => "boolean",
        FieldType.String => "string",
        FieldType.Bytes => "string base64",
        FieldType.Message => field.MessageType.Name,
        FieldType.Enum => field.EnumType.Name,
        _ => throw new NotSupportedException($"{field.FullName}: {field.FieldType}"),
    };

    private static string TypeOf(JsonObject schema)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return reference["#/components/schemas/".Length..];
        }

        var type = (string)schema["type"]!;
        return type == "array"
            ? $"array of {TypeOf(schema["items"]!.AsObject())}"
            : $"{type} {(string?)schema["format"] ?? (string?)schema["contentEncoding"]}".TrimEnd();
    }

    /// <summary>The codes in the comment of the service, in their order.</summary>
    private static IEnumerable<string> ContractReasons()
    {
        var proto = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "protos", "detector.proto"));
        var comment = proto.TakeWhile(line => !line.StartsWith("service", StringComparison.Ordinal))
            .SkipWhile(line => !line.Contains("INVALID_ARGUMENT", StringComparison.Ordinal));

        // The codes of a line come before the colon that explains them.
        return Reason().Matches(string.Join('\n', comment)).Select(match => match.Value).Distinct();
    }

    private static IEnumerable<(string Method, string Path, JsonObject Node)> Operations(JsonObject document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(operation => (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject())));

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];

    private static IEnumerable<string> Names(JsonObject document, string kind) =>
        document["components"]![kind]!.AsObject().Select(entry => entry.Key);

    private static IEnumerable<JsonNode> Descendants(JsonNode node) => node switch
    {
        JsonObject all => all.Select(member => member.Value).OfType<JsonNode>().SelectMany(Descendants).Prepend(node),
        JsonArray all => all.OfType<JsonNode>().SelectMany(Descendants).Prepend(node),
        _ => [node],
    };

    [GeneratedRegex("""\{(\w+)\}""")]
    private static partial Regex ParameterName();

    /// <summary>Words with an underscore, and the two without one.</summary>
    [GeneratedRegex(@"\b(draining|internal|[a-z]+(_[a-z]+)+)\b")]
    private static partial Regex Reason();
}
