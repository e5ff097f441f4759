using Google.Rpc;
using Grpc.Core;

namespace Detector.Load.Wire;

/// <summary>What a failed call says about itself.</summary>
/// <param name="Reason">Stable code, or the status code's name where the server gave none.</param>
/// <param name="RetryAfter">When to try again; null where it does not say.</param>
internal readonly record struct Refusal(string Reason, TimeSpan? RetryAfter)
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Reads the details of a failed call.</summary>
    public static Refusal Of(RpcException exception)
    {
        var (reason, retry) = (exception.StatusCode.ToString(), default(TimeSpan?));
        if (exception.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes)
        {
            return new Refusal(reason, retry);
        }

        foreach (var detail in Google.Rpc.Status.Parser.ParseFrom(bytes).Details)
        {
            if (detail.TryUnpack<ErrorInfo>(out var info))
            {
                // The package's early name of the field that is now called reason; the same number on the wire.
                reason = info.Reason;
            }
            else if (detail.TryUnpack<RetryInfo>(out var again))
            {
                retry = again.RetryDelay?.ToTimeSpan();
            }
        }

        return new Refusal(reason, retry);
    }

    /// <summary>True where a status code means that the server turned the call away for now.</summary>
    public static bool IsRefusal(StatusCode code) => code is StatusCode.ResourceExhausted or StatusCode.Unavailable;
}
