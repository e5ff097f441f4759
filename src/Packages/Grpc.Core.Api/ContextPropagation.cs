namespace Grpc.Core;

/// <summary>Hands deadline and cancellation of a served call on. gRPC for .NET never reads it.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}

/// <summary>What is handed on.</summary>
/// <param name="propagateDeadline">Whether the deadline is.</param>
/// <param name="propagateCancellation">Whether cancellation is.</param>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    /// <summary>Both.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Whether the deadline is handed on.</summary>
    public bool IsPropagateDeadline { get; } = propagateDeadline;

    /// <summary>Whether cancellation is handed on.</summary>
    public bool IsPropagateCancellation { get; } = propagateCancellation;
}
