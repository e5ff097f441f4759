namespace Grpc.Core;

/// <summary>What clients are that were generated with the option lite_client.</summary>
public abstract class LiteClientBase
{
    /// <summary>For stand-ins in tests: every call throws <see cref="NotImplementedException"/>.</summary>
    protected LiteClientBase() => CallInvoker = new UnimplementedCallInvoker();

    /// <summary>A client over an invoker.</summary>
    /// <param name="callInvoker">Makes the calls.</param>
    protected LiteClientBase(CallInvoker callInvoker)
    {
        ArgumentNullException.ThrowIfNull(callInvoker);
        CallInvoker = callInvoker;
    }

    /// <summary>Makes the calls.</summary>
    protected CallInvoker CallInvoker { get; }
}
