using System.Collections.Frozen;
using Grpc.Core;

namespace Detector.Server.Telemetry;

/// <summary>Status codes of gRPC by the names that its specification gives them.</summary>
internal static class RpcStatusNames
{
    private const string Header = "grpc-status";

    private static readonly FrozenDictionary<StatusCode, string> Names =
        Enum.GetValues<StatusCode>().ToFrozenDictionary(code => code, Spell);

    /// <summary>Its name, such as INVALID_ARGUMENT.</summary>
    /// <param name="status">The code.</param>
    public static string Of(StatusCode status) => Names.GetValueOrDefault(status, "UNKNOWN");

    /// <summary>True for those that the conventions call errors of a server.</summary>
    /// <param name="status">The code.</param>
    public static bool IsServersFault(StatusCode status) => status is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;

    /// <summary>The status in headers or trailers; null where there is none.</summary>
    /// <param name="headers">Headers or trailers.</param>
    public static string? GrpcStatus(this IHeaderDictionary headers) =>
        headers.TryGetValue(Header, out var text) ? text.ToString() : null;

    private static string Spell(StatusCode code) => code == StatusCode.OK ? "OK" : string.Concat(
        $"{code}".Select((letter, i) =>
            i > 0 && char.IsAsciiLetterUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}
