using System.Buffers;
using Detector.V1;
using Grpc.Core;

namespace Detector.Load.Wire;

/// <summary>The service's methods with messages that are written and read without the generated classes.</summary>
internal static class RawMethods
{
    private static readonly Marshaller<OutgoingPicture> Requests =
        new((picture, context) => picture.Write(context),
            _ => throw new NotSupportedException("Requests are only sent."));

    private static readonly Marshaller<Answer> Answers =
        new((_, _) => throw new NotSupportedException("Answers are only received."), Read);

    /// <summary>One picture.</summary>
    public static Method<OutgoingPicture, Answer> Analyze { get; } = Create(MethodType.Unary, "Analyze");

    /// <summary>Many.</summary>
    public static Method<OutgoingPicture, Answer> AnalyzeStream { get; } =
        Create(MethodType.DuplexStreaming, "AnalyzeStream");

    private static Method<OutgoingPicture, Answer> Create(MethodType type, string name) =>
        new(type, DetectionService.Descriptor.FullName, name, Requests, Answers);

    private static Answer Read(DeserializationContext context)
    {
        var payload = context.PayloadAsReadOnlySequence();
        if (payload.IsSingleSegment)
        {
            return AnswerReader.Read(payload.FirstSpan);
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)payload.Length);
        try
        {
            payload.CopyTo(buffer);
            return AnswerReader.Read(buffer.AsSpan(0, (int)payload.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
