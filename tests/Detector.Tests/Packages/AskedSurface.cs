using System.Reflection;
using System.Reflection.Metadata;

namespace Detector.Tests.Packages;

/// <summary>What an assembly asks of others: types, their members, and virtual methods to override.</summary>
internal sealed class AskedSurface(AssemblyMetadata asking, params AssemblyMetadata[] targets)
{
    private static readonly string[] ObjectMethods = ["ToString", "Equals", "GetHashCode", "Finalize"];

    private readonly MetadataReader _reader = asking.Reader;

    /// <summary>Types and members, and for each what is wrong with it; null where nothing is.</summary>
    public IEnumerable<(string Asked, string? Fault)> References()
    {
        foreach (var handle in _reader.TypeReferences)
        {
            if (Resolve(handle) is var (target, name))
            {
                var type = target.FindType(name);
                var fault = type is null ? "missing" : Visible(target.IsVisible(type.Value));
                yield return ($"{target.Name}: {name}", fault);
            }
        }

        foreach (var handle in _reader.MemberReferences)
        {
            var member = _reader.GetMemberReference(handle);
            if (Resolve(member.Parent) is var (target, name))
            {
                yield return Check(target, name, member);
            }
        }
    }

    /// <summary>Overrides of the targets' methods, and for each what is wrong with it; null where nothing is.</summary>
    public IEnumerable<(string Asked, string? Fault)> Overrides()
    {
        foreach (var type in _reader.TypeDefinitions.Select(_reader.GetTypeDefinition))
        {
            if (Resolve(type.BaseType) is not var (target, name))
            {
                continue;
            }

            foreach (var method in type.GetMethods().Select(_reader.GetMethodDefinition))
            {
                var methodName = _reader.GetString(method.Name);
                var overrides = method.Attributes.HasFlag(MethodAttributes.Virtual)
                    && !method.Attributes.HasFlag(MethodAttributes.NewSlot);
                if (overrides && !ObjectMethods.Contains(methodName))
                {
                    yield return Check(target, name, methodName, method);
                }
            }
        }
    }

    private static (string Asked, string? Fault) Check(
        AssemblyMetadata target, string typeName, string methodName, MethodDefinition method)
    {
        var signature = SignatureNames.Of(method.DecodeSignature(SignatureNames.Provider, null));
        var asked = $"{target.Name}: override {typeName}.{methodName}: {signature}";
        if (target.FindType(typeName) is not { } type
            || target.FindMethod(type, methodName, signature) is not { } found)
        {
            return (asked, "missing");
        }

        var open = (found.Attributes & (MethodAttributes.Virtual | MethodAttributes.Final)) == MethodAttributes.Virtual;
        var wanted = method.Attributes & MethodAttributes.MemberAccessMask;
        var access = found.Attributes & MethodAttributes.MemberAccessMask;
        return (asked, !open ? "not virtual" : access != wanted ? $"{access}, not {wanted}" : null);
    }

    private (string Asked, string? Fault) Check(AssemblyMetadata target, string typeName, MemberReference member)
    {
        var name = _reader.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            var fieldType = member.DecodeFieldSignature(SignatureNames.Provider, null);
            var field = target.FindType(typeName) is { } owner ? target.FindField(owner, name, fieldType) : null;
            return ($"{target.Name}: field {typeName}.{name}: {fieldType}",
                field is null ? "missing" : Visible(field.Value.Attributes.HasFlag(FieldAttributes.Public)));
        }

        var signature = SignatureNames.Of(member.DecodeMethodSignature(SignatureNames.Provider, null));
        var method = target.FindType(typeName) is { } type ? target.FindMethod(type, name, signature) : null;
        return ($"{target.Name}: {typeName}.{name}: {signature}", method is null ? "missing" : Visible(
            (method.Value.Attributes & MethodAttributes.MemberAccessMask)
            is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem));
    }

    private static string? Visible(bool visible) => visible ? null : "not visible";

    /// <summary>The target that a type is in, with its full name; null for types of other assemblies.</summary>
    private (AssemblyMetadata Target, string Name)? Resolve(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return null;
        }

        if (handle.Kind == HandleKind.TypeSpecification)
        {
            // A generic type with its arguments: what is asked for is the type without them.
            var specification = _reader.GetTypeSpecification((TypeSpecificationHandle)handle);
            var signature = _reader.GetBlobReader(specification.Signature);
            return signature.ReadSignatureTypeCode() == SignatureTypeCode.GenericTypeInstance
                && signature.ReadByte() != 0
                ? Resolve(signature.ReadTypeHandle())
                : null;
        }

        if (handle.Kind != HandleKind.TypeReference)
        {
            return null;
        }

        var name = SignatureNames.OfReference(_reader, (TypeReferenceHandle)handle);
        var scope = _reader.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference)
        {
            scope = _reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        }

        var assembly = scope.Kind == HandleKind.AssemblyReference
            ? _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
            : null;
        return targets.FirstOrDefault(target => target.Name == assembly) is { } found ? (found, name) : null;
    }
}
