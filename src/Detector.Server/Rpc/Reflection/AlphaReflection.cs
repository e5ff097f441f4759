using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Detector.Server.Rpc.Reflection;

/// <summary>
/// grpc.reflection.v1alpha: what many tools still ask for. Byte for byte the same messages as v1 under another package,
/// so it is derived from v1 instead of being written down twice.
/// </summary>
internal static class AlphaReflection
{
    private const string Package = "grpc.reflection.v1alpha";
    private const string OriginalPackage = "grpc.reflection.v1";

    /// <summary>Full name of the service.</summary>
    public const string ServiceName = Package + ".ServerReflection";

    /// <summary>The only method.</summary>
    public static Method<ServerReflectionRequest, ServerReflectionResponse> Method { get; } = new(
        MethodType.DuplexStreaming, ServiceName, nameof(ServerReflection.ServerReflectionBase.ServerReflectionInfo),
        Marshaller(ServerReflectionRequest.Parser), Marshaller(ServerReflectionResponse.Parser));

    /// <summary>Describes the service: v1's description in the other package.</summary>
    public static ServiceDescriptor Descriptor { get; } = Derive();

    private static ServiceDescriptor Derive()
    {
        var file = ServerReflection.Descriptor.File.ToProto();
        file.Name = file.Name.Replace("/v1/", "/v1alpha/", StringComparison.Ordinal);
        file.Package = Package;
        foreach (var field in file.MessageType.SelectMany(message => message.Field).Where(field => field.HasTypeName))
        {
            field.TypeName = Rename(field.TypeName);
        }

        foreach (var method in file.Service.SelectMany(service => service.Method))
        {
            (method.InputType, method.OutputType) = (Rename(method.InputType), Rename(method.OutputType));
        }

        return FileDescriptor.BuildFromByteStrings([file.ToByteString()])[0].Services[0];
    }

    private static string Rename(string type) =>
        type.Replace($".{OriginalPackage}.", $".{Package}.", StringComparison.Ordinal);

    private static Marshaller<T> Marshaller<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
