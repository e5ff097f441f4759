using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Detector.Server.Rpc.Reflection;

/// <summary>Finds proto files by their name and by what they define. Built once; every answer is a look-up.</summary>
internal sealed class DescriptorIndex
{
    private readonly FrozenDictionary<string, FileDescriptor> _symbols;
    private readonly FrozenDictionary<string, ByteString[]> _answers;
    private readonly FrozenSet<string> _messages;

    /// <summary>Indexes files and all that they import.</summary>
    /// <param name="services">What is listed as served.</param>
    /// <param name="others">Further files whose types callers meet, such as those of error details.</param>
    public DescriptorIndex(IReadOnlyCollection<ServiceDescriptor> services, IEnumerable<FileDescriptor> others)
    {
        Services = [.. services.Select(service => service.FullName).Order(StringComparer.Ordinal)];
        var files = services.Select(service => service.File).Concat(others).SelectMany(WithImports)
            .DistinctBy(file => file.Name).ToArray();
        _symbols = files.SelectMany(file => Symbols(file).Select(symbol => (symbol, file)))
            .ToFrozenDictionary(pair => pair.symbol, pair => pair.file, StringComparer.Ordinal);
        _answers = files.ToFrozenDictionary(
            file => file.Name,
            file => WithImports(file).Select(f => f.SerializedData).ToArray(),
            StringComparer.Ordinal);
        _messages = files.SelectMany(file => file.MessageTypes).SelectMany(WithNested)
            .Select(message => message.FullName).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Full names of the services, in order.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>The file of that name and then all that it imports, serialised; null where there is none.</summary>
    public IReadOnlyList<ByteString>? FileNamed(string name) => _answers.GetValueOrDefault(name);

    /// <summary>The file that defines a service, method, message, field, oneof, enum or value; null for none.</summary>
    public IReadOnlyList<ByteString>? FileDefining(string fullName) =>
        _symbols.GetValueOrDefault(fullName) is { } file ? _answers[file.Name] : null;

    /// <summary>True for the full name of a message.</summary>
    public bool IsMessage(string fullName) => _messages.Contains(fullName);

    private static IEnumerable<FileDescriptor> WithImports(FileDescriptor file) =>
        file.Dependencies.SelectMany(WithImports).Prepend(file).DistinctBy(f => f.Name);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(WithNested).Prepend(message);

    private static IEnumerable<string> Symbols(FileDescriptor file)
    {
        var messages = file.MessageTypes.SelectMany(WithNested).ToArray();
        return messages.SelectMany(Symbols)
            .Concat(file.EnumTypes.Concat(messages.SelectMany(message => message.EnumTypes)).SelectMany(Symbols))
            .Concat(file.Services.SelectMany(service =>
                service.Methods.Select(method => method.FullName).Prepend(service.FullName)));
    }

    private static IEnumerable<string> Symbols(MessageDescriptor message) =>
    [
        message.FullName,
        .. message.Fields.InDeclarationOrder().Select(field => field.FullName),
        .. message.Oneofs.Select(oneof => oneof.FullName),
    ];

    /// <summary>Values are siblings of their enum in the language's scopes.</summary>
    private static IEnumerable<string> Symbols(EnumDescriptor type)
    {
        var scope = type.FullName[..^type.Name.Length];
        return type.Values.Select(value => scope + value.Name).Prepend(type.FullName);
    }
}
