namespace Grpc.Core;

/// <summary>
/// Takes the methods of a service. What a server does not offer throws <see cref="NotImplementedException"/>.
/// </summary>
public abstract class ServiceBinderBase
{
    /// <summary>Takes a unary method.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Serves it; null while only the methods are asked for.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>Takes a client-streaming method.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Serves it; null while only the methods are asked for.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>Takes a server-streaming method.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Serves it; null while only the methods are asked for.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>Takes a duplex method.</summary>
    /// <typeparam name="TRequest">A request.</typeparam>
    /// <typeparam name="TResponse">A response.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Serves it; null while only the methods are asked for.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();
}
