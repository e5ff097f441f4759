namespace Detector.Server.Tests.Foreign;

/// <summary>The script of @grpc/grpc-js; the build restored its packages.</summary>
public sealed class NodeRun : ForeignRun
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Command => ["node", Path.Combine(Folder, "node", "main.mjs")];
}

/// <summary>The server as a client on Node.js sees it.</summary>
public sealed class NodeClientTests(NodeRun run) : IClassFixture<NodeRun>
{
    public static TheoryData<string> Checks => [.. ForeignChecks.Names];

    [Theory]
    [MemberData(nameof(Checks))]
    public void Server_CalledByGrpcJs_DoesAsTheContractSays(string check) => run.AssertPassed(check);

    [Fact]
    public void Script_OfGrpcJs_DoesAllChecksAndNoOthers()
    {
        run.AssertEndedWell();
        Assert.Equal(ForeignChecks.Names, run.Done);
    }
}
