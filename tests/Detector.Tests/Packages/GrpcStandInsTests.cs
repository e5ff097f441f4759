using System.Reflection;

namespace Detector.Tests.Packages;

/// <summary>
/// The official assemblies find all that they ask for in src/Packages/Grpc.Core.Api and Grpc.Net.Common, so that a
/// newer version of them breaks here and not in the middle of a call.
/// </summary>
public sealed class GrpcStandInsTests : IDisposable
{
    private const string Server = "Grpc.AspNetCore.Server";
    private const string Client = "Grpc.Net.Client";

    private readonly AssemblyMetadata _api = AssemblyMetadata.Open("Grpc.Core.Api");
    private readonly AssemblyMetadata _common = AssemblyMetadata.Open("Grpc.Net.Common");

    [Theory]
    [InlineData(Server, 100)]
    [InlineData(Client, 100)]
    public void TypesAndMembers_ThatAnOfficialAssemblyAsksFor_Exist(string assembly, int least)
    {
        using var official = AssemblyMetadata.Open(assembly);
        AssertFaultless(new AskedSurface(official, _api, _common).References(), least);
    }

    [Theory]
    [InlineData(Server, 28)]
    [InlineData(Client, 18)]
    public void Overrides_OfAnOfficialAssembly_FindTheirVirtualMethod(string assembly, int least)
    {
        using var official = AssemblyMetadata.Open(assembly);
        AssertFaultless(new AskedSurface(official, _api, _common).Overrides(), least);
    }

    [Theory]
    [InlineData(Server)]
    [InlineData(Client)]
    public void Types_OfAnOfficialAssembly_Load(string assembly)
    {
        // Loading finds what the other tests cannot: abstract and interface methods that a type does not implement.
        var types = Assembly.Load(new AssemblyName(assembly)).GetTypes();
        Assert.Contains(types, type => type.BaseType?.Assembly.GetName().Name == "Grpc.Core.Api");
    }

    [Theory]
    [InlineData(Server)]
    [InlineData(Client)]
    public void Identity_ThatAnOfficialAssemblyAsksFor_IsThatOfTheStandIn(string assembly)
    {
        var asked = Assembly.Load(new AssemblyName(assembly)).GetReferencedAssemblies()
            .Where(name => name.Name is "Grpc.Core.Api" or "Grpc.Net.Common").ToArray();

        Assert.Equal(2, asked.Length);
        Assert.All(asked, name => Assert.Equal(name.FullName, Assembly.Load(new AssemblyName(name.Name!)).FullName));
    }

    public void Dispose()
    {
        _api.Dispose();
        _common.Dispose();
    }

    private static void AssertFaultless(IEnumerable<(string Asked, string? Fault)> surface, int least)
    {
        var asked = surface.ToArray();
        var faults = asked.Where(item => item.Fault is not null)
            .Select(item => $"{item.Asked} is {item.Fault}").ToArray();

        Assert.True(faults.Length == 0, $"{faults.Length} faults:\n{string.Join('\n', faults)}");
        Assert.True(asked.Length >= least, $"Only {asked.Length} items were found; at least {least} are asked for.");
    }
}
