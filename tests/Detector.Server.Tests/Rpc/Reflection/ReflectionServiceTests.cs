using Detector.Server.Rpc.Reflection;
using Detector.Server.Tests.Http;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Client = Detector.Server.Rpc.Reflection.ServerReflection.ServerReflectionClient;
using Request = Detector.Server.Rpc.Reflection.ServerReflectionRequest;
using Response = Detector.Server.Rpc.Reflection.ServerReflectionResponse;

namespace Detector.Server.Tests.Rpc.Reflection;

public class ReflectionServiceTests
{
    private static readonly ReflectionAnswers Answers =
        new(new DescriptorIndex(ReflectionServiceExtensions.Served, []));

    [Fact]
    public async Task ListServices_NamesWhatIsMapped()
    {
        await using var host = await ApiHost.StartAsync();
        var mapped = host.Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.ServiceName)
            .OfType<string>().Distinct().Order(StringComparer.Ordinal);

        var answer = await AskAsync(host, new Request { ListServices = "" });

        Assert.Equal(mapped, answer.ListServicesResponse.Service.Select(service => service.Name));
        Assert.Contains("grpc.reflection.v1alpha.ServerReflection", mapped);
    }

    /// <summary>All that a tool needs to call a service can be built out of the answers alone.</summary>
    [Theory]
    [InlineData("detector.v1.DetectionService")]
    [InlineData("grpc.health.v1.Health")]
    [InlineData("grpc.reflection.v1.ServerReflection")]
    [InlineData("grpc.reflection.v1alpha.ServerReflection")]
    public async Task FileContainingSymbol_OfService_RebuildsItsDescriptor(string service)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await AskAsync(host, new Request { FileContainingSymbol = service });

        var files = Build(answer.FileDescriptorResponse.FileDescriptorProto);
        var served = ReflectionServiceExtensions.Served.Single(s => s.FullName == service);
        Assert.Equal(served.File.Name, Parse(answer.FileDescriptorResponse.FileDescriptorProto[0]).Name);
        var rebuilt = files.Single(file => file.Name == served.File.Name).Services.Single(s => s.FullName == service);
        Assert.Equal(
            served.Methods.Select(method => (method.FullName, method.InputType.FullName, method.OutputType.FullName)),
            rebuilt.Methods.Select(method => (method.FullName, method.InputType.FullName, method.OutputType.FullName)));
    }

    [Theory]
    [InlineData("detector.v1.DetectionService.Analyze")]
    [InlineData("detector.v1.AnalyzeRequest")]
    [InlineData("detector.v1.AnalyzeRequest.image")]
    [InlineData("detector.v1.AnalyzeResponse.outcome")]
    [InlineData("detector.v1.Verdict")]
    [InlineData("detector.v1.VERDICT_INCONCLUSIVE")]
    public void Answer_ToSymbol_FindsItsFile(string symbol) =>
        Assert.Equal("detector/v1/detector.proto", FileOf(symbol));

    [Theory]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus")]
    [InlineData("grpc.health.v1.HealthCheckResponse.SERVING")]
    public void Answer_ToNestedSymbol_FindsItsFile(string symbol) =>
        Assert.Equal("grpc/health/v1/health.proto", FileOf(symbol));

    [Fact]
    public void Answer_ToFileName_SendsItAndItsImports()
    {
        var answer = Answers.Answer(new Request { FileByFilename = "detector/v1/detector.proto" });

        Assert.Equal(
            ["detector/v1/detector.proto", "google/protobuf/duration.proto"],
            answer.FileDescriptorResponse.FileDescriptorProto.Select(file => Parse(file).Name));
    }

    [Fact]
    public async Task FileContainingSymbol_OfErrorDetails_IsThereForTools()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await AskAsync(host, new Request { FileContainingSymbol = "google.rpc.ErrorInfo" });

        Assert.Equal("google/rpc/error_details.proto", FirstFile(answer));
    }

    public static TheoryData<string> Unknown => new()
    {
        new Request { FileByFilename = "detector/v2/detector.proto" }.ToString(),
        new Request { FileContainingSymbol = "detector.v1.Nothing" }.ToString(),
        new Request { FileContainingSymbol = "" }.ToString(),
        new Request { AllExtensionNumbersOfType = "detector.v1.Nothing" }.ToString(),
        new Request
        {
            FileContainingExtension = new ExtensionRequest { ContainingType = "google.rpc.Code", ExtensionNumber = 9 },
        }.ToString(),
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public void Answer_ToUnknown_IsNotFoundAndRepeatsTheQuestion(string json)
    {
        var question = JsonParser.Default.Parse<Request>(json);

        var answer = Answers.Answer(question);

        Assert.Equal((int)StatusCode.NotFound, answer.ErrorResponse.ErrorCode);
        Assert.Equal(question, answer.OriginalRequest);
    }

    [Fact]
    public void Answer_ToExtensionsOfMessage_IsNone()
    {
        var answer = Answers.Answer(new Request { AllExtensionNumbersOfType = "detector.v1.Model" });

        Assert.Equal("detector.v1.Model", answer.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Empty(answer.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public void Answer_ToNothing_IsInvalid() =>
        Assert.Equal((int)StatusCode.InvalidArgument, Answers.Answer(new Request()).ErrorResponse.ErrorCode);

    [Fact]
    public void Answer_ToLongName_RepeatsNotAllOfItInItsMessage()
    {
        var answer = Answers.Answer(new Request { FileContainingSymbol = new string('a', 100_000) });

        Assert.InRange(answer.ErrorResponse.ErrorMessage.Length, 1, 300);
    }

    [Fact]
    public async Task ServerReflectionInfo_ManyQuestions_AnswersInOrder()
    {
        await using var host = await ApiHost.StartAsync();
        using var call = new Client(host.Channel).ServerReflectionInfo();
        string[] symbols = ["detector.v1.Model", "no.such.Thing", "grpc.health.v1.Health"];
        foreach (var symbol in symbols)
        {
            await call.RequestStream.WriteAsync(new Request { FileContainingSymbol = symbol });
        }

        await call.RequestStream.CompleteAsync();

        var asked = new List<string>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            asked.Add(call.ResponseStream.Current.OriginalRequest.FileContainingSymbol);
        }

        Assert.Equal(symbols, asked);
    }

    [Fact]
    public async Task ServerReflectionInfo_TooManyQuestions_EndsTheStream()
    {
        var questions = new RepeatedQuestion(ReflectionAnswers.MaxQuestions + 1);
        var answers = new CountingWriter();

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => Answers.AnswerAsync(questions, answers, CancellationToken.None));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(ReflectionAnswers.MaxQuestions, answers.Count);
    }

    [Fact]
    public async Task AlphaService_AnswersAsV1()
    {
        await using var host = await ApiHost.StartAsync();
        var question = new Request { FileContainingSymbol = "detector.v1.Model" };
        var invoker = host.Channel.CreateCallInvoker();
        using var call = invoker.AsyncDuplexStreamingCall(AlphaReflection.Method, null, default);
        await call.RequestStream.WriteAsync(question);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(await AskAsync(host, question), call.ResponseStream.Current);
        Assert.Equal("grpc.reflection.v1alpha.ServerReflection", AlphaReflection.Descriptor.FullName);
    }

    private static async Task<Response> AskAsync(ApiHost host, Request question)
    {
        using var call = new Client(host.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(question);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }

    private static string FileOf(string symbol) =>
        FirstFile(Answers.Answer(new Request { FileContainingSymbol = symbol }));

    private static string FirstFile(Response answer) =>
        Parse(answer.FileDescriptorResponse.FileDescriptorProto[0]).Name;

    private static FileDescriptorProto Parse(ByteString file) => FileDescriptorProto.Parser.ParseFrom(file);

    /// <summary>Imports first, as the builder wants them.</summary>
    private static IReadOnlyList<FileDescriptor> Build(IEnumerable<ByteString> files)
    {
        var left = files.ToDictionary(file => Parse(file).Name);
        var ordered = new List<ByteString>();
        foreach (var name in left.Keys)
        {
            Add(name);
        }

        return FileDescriptor.BuildFromByteStrings(ordered);

        void Add(string name)
        {
            if (!ordered.Contains(left[name]))
            {
                Parse(left[name]).Dependency.ToList().ForEach(Add);
                ordered.Add(left[name]);
            }
        }
    }

    private sealed class RepeatedQuestion(int times) : IAsyncStreamReader<Request>
    {
        private int _left = times;

        public Request Current { get; } = new() { ListServices = "" };

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromResult(_left-- > 0);
    }

    private sealed class CountingWriter : IServerStreamWriter<Response>
    {
        public int Count { get; private set; }

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(Response message)
        {
            Count++;
            return Task.CompletedTask;
        }

        public Task WriteAsync(Response message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
