using System.Text;
using Detector.Batching;
using Detector.Server.Analysis;
using Detector.Server.Telemetry;
using Detector.V1;

namespace Detector.Server.Rpc;

/// <summary>Checks the fields of a request, and says in the server's words what is wanted.</summary>
internal static class RequestReader
{
    /// <summary>Longest client_reference, bytes as UTF-8.</summary>
    public const int MaxReferenceBytes = 256;

    // Names of fields in the contract.
    private const string ReferenceField = "client_reference";
    private const string PriorityField = "priority";

    /// <summary>The picture, and how it is wanted. Its bytes are not copied.</summary>
    /// <param name="request">From a caller.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="deadline">The caller's; null for none.</param>
    /// <param name="mayWait">True in streams.</param>
    /// <exception cref="CallFailedException">A field is out of range.</exception>
    public static ImageCall Read(AnalyzeRequest request, string client, DateTimeOffset? deadline, bool mayWait)
    {
        CheckReference(request.ClientReference);
        return new ImageCall
        {
            Image = request.Image.Memory,
            Client = client,
            Transport = Transport.Grpc,
            Lane = ToLane(request.Priority),
            Deadline = deadline,
            MayWait = mayWait,
            MapPng = request.WantMapPng,
            OverlayPng = request.WantOverlayPng,
        };
    }

    /// <summary>The caller's deadline; null for none.</summary>
    /// <param name="deadline">As gRPC has it: universal time, or the largest value for none.</param>
    public static DateTimeOffset? ToDeadline(DateTime deadline) =>
        deadline == DateTime.MaxValue ? null : new DateTimeOffset(DateTime.SpecifyKind(deadline, DateTimeKind.Utc));

    private static void CheckReference(string reference)
    {
        // Never the value itself: a caller's own names are none of the log's business, and it may be long.
        if (Encoding.UTF8.GetByteCount(reference) is > MaxReferenceBytes and var bytes)
        {
            throw new CallFailedException(CallFailures.InvalidField(
                ReferenceField,
                $"{ReferenceField} has {bytes} bytes as UTF-8; allowed are {MaxReferenceBytes}. " +
                "Send a shorter one, such as a hash."));
        }
    }

    private static Lane ToLane(Priority priority) => priority switch
    {
        Priority.Interactive => Lane.Interactive,
        Priority.Bulk or Priority.Unspecified => Lane.Bulk,
        _ => throw new CallFailedException(CallFailures.InvalidField(
            PriorityField,
            $"{PriorityField} is {(int)priority}; allowed are {(int)Priority.Interactive} (interactive) and " +
            $"{(int)Priority.Bulk} (bulk). Leave it out for bulk.")),
    };
}
