using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Detector.Tests.Packages;

/// <summary>What the stand-in Grpc.Core.Api does, as far as it does anything.</summary>
public sealed class GrpcCoreApiTests
{
    [Fact]
    public void Metadata_Keys_AreLowerCaseAndTheLastValueWins()
    {
        var metadata = new Metadata { { "Trace-Id", "a" }, { "trace-id", "b" }, { "key-bin", [1, 2] } };

        Assert.Equal(3, metadata.Count);
        Assert.Equal("b", metadata.GetValue("trace-id"));
        Assert.Equal(["a", "b"], metadata.GetAll("trace-id").Select(entry => entry.Value));
        Assert.Equal([1, 2], metadata.GetValueBytes("key-bin"));
        Assert.Null(metadata.GetValue("absent"));
        Assert.Null(metadata.GetValueBytes("absent-bin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("with:colon")]
    [InlineData("umläut")]
    public void Metadata_KeyWithOtherCharacters_IsRefused(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void Metadata_TextAndBytes_NeedTheirKindOfKey()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("key-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("key", [1]));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("key-bin", [1]).Value);
        Assert.Equal("text"u8.ToArray(), new Metadata.Entry("key", "text").ValueBytes);
    }

    [Fact]
    public void Metadata_BytesOfTheCaller_AreCopied()
    {
        byte[] bytes = [1];
        var entry = new Metadata.Entry("key-bin", bytes);
        bytes[0] = 2;
        entry.ValueBytes[0] = 3;

        Assert.Equal([1], entry.ValueBytes);
    }

    [Fact]
    public void Metadata_Empty_CannotBeAddedTo()
    {
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
        Assert.Empty(Metadata.Empty);
        Assert.True(Metadata.Empty.IsReadOnly);
    }

    [Fact]
    public void RpcException_OfAStatus_CarriesItWithEmptyTrailers()
    {
        var cause = new IOException("lost");
        var exception = new RpcException(new Status(StatusCode.Unavailable, "gone", cause));

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
        Assert.Equal("gone", exception.Status.Detail);
        Assert.Same(cause, exception.Status.DebugException);
        Assert.Empty(exception.Trailers);
        Assert.Contains("StatusCode=\"Unavailable\", Detail=\"gone\"", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CallOptions_With_ChangesOneSettingOfACopy()
    {
        using var source = new CancellationTokenSource();
        var headers = new Metadata();
        var first = new CallOptions(headers, DateTime.UnixEpoch);
        var second = first.WithCancellationToken(source.Token).WithDeadline(DateTime.MaxValue).WithWaitForReady();

        Assert.Equal(DateTime.UnixEpoch, first.Deadline);
        Assert.False(first.IsWaitForReady);
        Assert.Equal(DateTime.MaxValue, second.Deadline);
        Assert.Equal(source.Token, second.CancellationToken);
        Assert.True(second.IsWaitForReady);
        Assert.Same(headers, second.Headers);
    }

    [Fact]
    public void Marshaller_OverBuffers_AlsoWorksOnArrays()
    {
        var marshaller = Marshallers.Create(
            (byte[] message, SerializationContext context) =>
            {
                context.SetPayloadLength(message.Length);
                message.CopyTo(context.GetBufferWriter().GetSpan(message.Length));
                context.GetBufferWriter().Advance(message.Length);
                context.Complete();
            },
            context => context.PayloadAsNewBuffer());

        Assert.Equal([1, 2, 3], marshaller.Deserializer(marshaller.Serializer([1, 2, 3])));
    }

    [Fact]
    public void Intercept_SeveralInterceptors_FirstIsFirst()
    {
        var seen = new List<string>();
        var invoker = new EchoInvoker().Intercept(new Named("first", seen), new Named("second", seen))
            .Intercept(headers => [.. headers, new Metadata.Entry("key", "value")]);
        var method = new Method<string, string>(
            MethodType.Unary, "package.Service", "Echo", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

        Assert.Equal("request key=value", invoker.BlockingUnaryCall(method, null, default, "request"));
        Assert.Equal(["first /package.Service/Echo", "second /package.Service/Echo"], seen);
    }

    [Fact]
    public void ServerServiceDefinition_SameMethodTwice_IsRefused()
    {
        var method = new Method<string, string>(
            MethodType.Unary, "package.Service", "Echo", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        var builder = ServerServiceDefinition.CreateBuilder().AddMethod(method, Serve);

        var refusal = Assert.Throws<ArgumentException>(() => builder.AddMethod(method, Serve));
        Assert.Contains("/package.Service/Echo", refusal.Message, StringComparison.Ordinal);

        static Task<string> Serve(string request, ServerCallContext context) => Task.FromResult(request);
    }

    private sealed class Named(string name, List<string> seen) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} {context.Method.FullName}");
            return continuation(request, context);
        }
    }

    private sealed class EchoInvoker : CallInvoker
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
            (TResponse)(object)$"{request} key={options.Headers?.GetValue("key")}";

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
            throw new NotSupportedException();

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
            throw new NotSupportedException();

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();
    }
}
