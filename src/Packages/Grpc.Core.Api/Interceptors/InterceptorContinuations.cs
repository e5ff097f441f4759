namespace Grpc.Core.Interceptors;

/// <summary>Stands before the calls of a client or the methods of a server. Passes on unless overridden.</summary>
public abstract partial class Interceptor
{
    /// <summary>Makes a unary call that blocks.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="context">What else is known of the call.</param>
    public delegate TResponse BlockingUnaryCallContinuation<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class;

    /// <summary>Makes a unary call.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="context">What else is known of the call.</param>
    public delegate AsyncUnaryCall<TResponse> AsyncUnaryCallContinuation<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class;

    /// <summary>Makes a server-streaming call.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="context">What else is known of the call.</param>
    public delegate AsyncServerStreamingCall<TResponse> AsyncServerStreamingCallContinuation<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class;

    /// <summary>Makes a client-streaming call.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="context">What else is known of the call.</param>
    public delegate AsyncClientStreamingCall<TRequest, TResponse>
        AsyncClientStreamingCallContinuation<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class;

    /// <summary>Makes a duplex call.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="context">What else is known of the call.</param>
    public delegate AsyncDuplexStreamingCall<TRequest, TResponse>
        AsyncDuplexStreamingCallContinuation<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class;
}
