namespace Grpc.Core;

/// <summary>Makes calls.</summary>
public abstract class CallInvoker
{
    /// <summary>Makes a unary call and blocks until the response is here.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">What is called.</param>
    /// <param name="host">The host to name in the request; null for that of the channel.</param>
    /// <param name="options">What else is said about the call.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="RpcException">The call failed.</exception>
    public abstract TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Starts a unary call.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">What is called.</param>
    /// <param name="host">The host to name in the request; null for that of the channel.</param>
    /// <param name="options">What else is said about the call.</param>
    /// <param name="request">The request.</param>
    public abstract AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Starts a server-streaming call.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">What is called.</param>
    /// <param name="host">The host to name in the request; null for that of the channel.</param>
    /// <param name="options">What else is said about the call.</param>
    /// <param name="request">The request.</param>
    public abstract AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Starts a client-streaming call.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">What is called.</param>
    /// <param name="host">The host to name in the request; null for that of the channel.</param>
    /// <param name="options">What else is said about the call.</param>
    public abstract AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class;

    /// <summary>Starts a duplex call.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">What is called.</param>
    /// <param name="host">The host to name in the request; null for that of the channel.</param>
    /// <param name="options">What else is said about the call.</param>
    public abstract AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class;
}
