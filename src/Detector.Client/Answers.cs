using Detector.V1;
using Grpc.Core;

namespace Detector.Client;

/// <summary>Reads answers.</summary>
internal static class Answers
{
    /// <summary>The analysis.</summary>
    /// <param name="response">From a server.</param>
    /// <exception cref="DetectorException">It holds none.</exception>
    public static Analysis Read(AnalyzeResponse response) => response.OutcomeCase switch
    {
        AnalyzeResponse.OutcomeOneofCase.Analysis => response.Analysis,
        AnalyzeResponse.OutcomeOneofCase.Failure => throw FailureReader.From(response.Failure),
        _ => throw new DetectorException(
            StatusCode.Internal, ClientReason.Unexplained,
            "The answer holds neither an analysis nor a failure: the server speaks a later contract, or is broken."),
    };
}
