using Google.Protobuf;
using Grpc.Core;
using Request = Detector.Server.Rpc.Reflection.ServerReflectionRequest;

namespace Detector.Server.Rpc.Reflection;

/// <summary>Answers the questions of grpc.reflection, one by one.</summary>
/// <param name="index">What there is.</param>
internal sealed class ReflectionAnswers(DescriptorIndex index)
{
    /// <summary>Most questions in one stream: a client of many files asks a few hundred.</summary>
    public const int MaxQuestions = 10_000;

    /// <summary>Longest name that an error repeats.</summary>
    private const int LongestName = 200;

    /// <summary>Answers a stream of questions in order, until its end.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: too many questions.</exception>
    public async Task AnswerAsync(
        IAsyncStreamReader<Request> questions, IServerStreamWriter<ServerReflectionResponse> answers,
        CancellationToken cancellationToken)
    {
        for (var asked = 0; await questions.MoveNext(cancellationToken); asked++)
        {
            if (asked == MaxQuestions)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted,
                    $"{MaxQuestions} questions are the most in one stream: begin another one."));
            }

            await answers.WriteAsync(Answer(questions.Current), cancellationToken);
        }
    }

    /// <summary>Answers one question.</summary>
    internal ServerReflectionResponse Answer(Request question)
    {
        var answer = new ServerReflectionResponse { ValidHost = question.Host, OriginalRequest = question };
        switch (question.MessageRequestCase)
        {
            case Request.MessageRequestOneofCase.ListServices:
                answer.ListServicesResponse = new ListServiceResponse
                {
                    Service = { index.Services.Select(name => new ServiceResponse { Name = name }) },
                };
                break;
            case Request.MessageRequestOneofCase.FileByFilename:
                SetFile(answer, index.FileNamed(question.FileByFilename), "file", question.FileByFilename);
                break;
            case Request.MessageRequestOneofCase.FileContainingSymbol:
                var symbol = question.FileContainingSymbol;
                SetFile(answer, index.FileDefining(symbol), "symbol", symbol);
                break;
            case Request.MessageRequestOneofCase.AllExtensionNumbersOfType:
                SetExtensions(answer, question.AllExtensionNumbersOfType);
                break;
            case Request.MessageRequestOneofCase.FileContainingExtension:
                var extension = question.FileContainingExtension;
                SetFile(answer, null, "extension", $"{extension.ContainingType}/{extension.ExtensionNumber}");
                break;
            default:
                SetError(answer, StatusCode.InvalidArgument, "No question: set one field of message_request.");
                break;
        }

        return answer;
    }

    private static void SetFile(
        ServerReflectionResponse answer, IReadOnlyList<ByteString>? files, string what, string name)
    {
        if (files is null)
        {
            SetError(answer, StatusCode.NotFound, $"No {what} '{Shorten(name)}'.");
            return;
        }

        answer.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { files } };
    }

    /// <summary>The protos are proto3 without extensions, so a message that is known has none.</summary>
    private void SetExtensions(ServerReflectionResponse answer, string message)
    {
        if (!index.IsMessage(message))
        {
            SetError(answer, StatusCode.NotFound, $"No message '{Shorten(message)}'.");
            return;
        }

        answer.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = message };
    }

    private static void SetError(ServerReflectionResponse answer, StatusCode code, string message) =>
        answer.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };

    private static string Shorten(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";
}
