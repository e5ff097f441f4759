namespace Detector.Server.Tests.Foreign;

/// <summary>The script of Debian's python3-grpcio.</summary>
public sealed class PythonRun : ForeignRun
{
    /// <inheritdoc/>
    protected override string? WhyNot => DebianPython.WhyNot;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Command =>
        [DebianPython.Program, Path.Combine(Folder, "python", "main.py")];
}

/// <summary>The server as a client in Python sees it.</summary>
public sealed class PythonClientTests(PythonRun run) : IClassFixture<PythonRun>
{
    public static TheoryData<string> Checks => [.. ForeignChecks.Names];

    [PythonTheory]
    [MemberData(nameof(Checks))]
    public void Server_CalledByGrpcio_DoesAsTheContractSays(string check) => run.AssertPassed(check);

    [PythonFact]
    public void Script_OfGrpcio_DoesAllChecksAndNoOthers()
    {
        run.AssertEndedWell();
        Assert.Equal(ForeignChecks.Names, run.Done);
    }
}
