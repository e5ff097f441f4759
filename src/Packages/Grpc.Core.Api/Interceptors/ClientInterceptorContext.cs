namespace Grpc.Core.Interceptors;

/// <summary>A call on its way through the interceptors of a client.</summary>
/// <typeparam name="TRequest">A request.</typeparam>
/// <typeparam name="TResponse">A response.</typeparam>
/// <param name="method">What is called.</param>
/// <param name="host">The host to name in the request; null for that of the channel.</param>
/// <param name="options">What else is said about the call.</param>
public readonly struct ClientInterceptorContext<TRequest, TResponse>(
    Method<TRequest, TResponse> method, string? host, CallOptions options)
    where TRequest : class
    where TResponse : class
{
    /// <summary>What is called.</summary>
    public Method<TRequest, TResponse> Method { get; } = method;

    /// <summary>The host to name in the request; null for that of the channel.</summary>
    public string? Host { get; } = host;

    /// <summary>What else is said about the call.</summary>
    public CallOptions Options { get; } = options;
}
