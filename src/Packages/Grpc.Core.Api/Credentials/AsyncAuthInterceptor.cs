namespace Grpc.Core;

/// <summary>Adds credentials to the headers of a call.</summary>
/// <param name="context">The call.</param>
/// <param name="metadata">Its headers, to be added to.</param>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>The call that credentials are wanted for.</summary>
/// <param name="serviceUrl">The address of the service.</param>
/// <param name="methodName">The method's name within the service.</param>
/// <param name="cancellationToken">Cancelled when the call is given up.</param>
public class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
{
    /// <summary>The same, for a call that is not given up.</summary>
    /// <param name="serviceUrl">The address of the service.</param>
    /// <param name="methodName">The method's name within the service.</param>
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <summary>The address of the service.</summary>
    public string ServiceUrl { get; } = serviceUrl;

    /// <summary>The method's name within the service.</summary>
    public string MethodName { get; } = methodName;

    /// <summary>Cancelled when the call is given up.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
