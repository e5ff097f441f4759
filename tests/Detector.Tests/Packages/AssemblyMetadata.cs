using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Detector.Tests.Packages;

/// <summary>The metadata of an assembly beside the tests, read and not loaded.</summary>
internal sealed class AssemblyMetadata : IDisposable
{
    private readonly PEReader _file;
    private readonly Dictionary<string, TypeDefinition> _types;

    private AssemblyMetadata(string name)
    {
        Name = name;
        _file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")));
        Reader = _file.GetMetadataReader();
        _types = Reader.TypeDefinitions.ToDictionary(
            handle => SignatureNames.OfDefinition(Reader, handle), Reader.GetTypeDefinition);
    }

    public string Name { get; }

    public MetadataReader Reader { get; }

    public static AssemblyMetadata Open(string name) => new(name);

    public TypeDefinition? FindType(string fullName) => _types.TryGetValue(fullName, out var type) ? type : null;

    public bool IsVisible(TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamORAssem =>
            IsVisible(Reader.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    /// <summary>The method of a type, or of the types that it derives from in this assembly.</summary>
    public MethodDefinition? FindMethod(TypeDefinition type, string name, string signature)
    {
        foreach (var handle in type.GetMethods())
        {
            var method = Reader.GetMethodDefinition(handle);
            if (Reader.StringComparer.Equals(method.Name, name)
                && SignatureNames.Of(method.DecodeSignature(SignatureNames.Provider, null)) == signature)
            {
                return method;
            }
        }

        return type.BaseType.Kind == HandleKind.TypeDefinition
            ? FindMethod(Reader.GetTypeDefinition((TypeDefinitionHandle)type.BaseType), name, signature)
            : null;
    }

    public FieldDefinition? FindField(TypeDefinition type, string name, string signature)
    {
        foreach (var handle in type.GetFields())
        {
            var field = Reader.GetFieldDefinition(handle);
            if (Reader.StringComparer.Equals(field.Name, name)
                && field.DecodeSignature(SignatureNames.Provider, null) == signature)
            {
                return field;
            }
        }

        return null;
    }

    public void Dispose() => _file.Dispose();
}
