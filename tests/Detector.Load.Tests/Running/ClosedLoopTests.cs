using System.Collections.Concurrent;
using Detector.Load.Running;
using Detector.Load.Tests.Support;

namespace Detector.Load.Tests.Running;

public sealed class ClosedLoopTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task RunAsync_ARightServer_HasEveryReferenceAnsweredOnce(int streamWindow)
    {
        await using var server = await FakeServer.StartAsync();
        var references = new ConcurrentQueue<string>();
        server.Detection.OnAnalyze = (request, _) =>
        {
            references.Enqueue(request.ClientReference);
            return Task.FromResult(FakeDetection.Right(request));
        };
        server.Detection.OnStreamed = request =>
        {
            references.Enqueue(request.ClientReference);
            return [FakeDetection.Right(request)];
        };

        var result = await RunAsync(server, Plan(clients: 3, streamWindow));

        Assert.True(result.Ledger.Issued >= 30);
        Assert.Equal(result.Ledger.Issued, references.Distinct().Count());
        Assert.Equal(references.Count, references.Distinct().Count());
        Assert.Equal((0, 0, 0), (result.Ledger.Open, result.Ledger.Doubled, result.Ledger.Unknown));
        Assert.Equal(0, result.Tally.Bulk.Wrong);
        Assert.Equal(result.Ledger.Issued, result.Tally.Bulk.Answers.Count);
    }

    [Fact]
    public async Task RunAsync_AnswersOfAnotherPicture_AreCounted()
    {
        await using var server = await FakeServer.StartAsync();
        server.Detection.OnAnalyze = (request, _) =>
        {
            var answer = FakeDetection.Right(request);
            answer.Analysis.Sha256 = new string('0', 64);
            return Task.FromResult(answer);
        };

        var result = await RunAsync(server, Plan(clients: 1, streamWindow: 0));

        Assert.Equal(result.Ledger.Issued, result.Tally.Bulk.Wrong);
        Assert.Equal(0, result.Tally.GoodPerSecond);
    }

    [Fact]
    public async Task RunAsync_AnswersUnderAnotherReference_AreLostAndUnknown()
    {
        await using var server = await FakeServer.StartAsync();
        server.Detection.OnAnalyze = (request, _) =>
        {
            var answer = FakeDetection.Right(request);
            answer.ClientReference = "load-999999";
            return Task.FromResult(answer);
        };

        var result = await RunAsync(server, Plan(clients: 1, streamWindow: 0));

        Assert.Equal(result.Ledger.Issued, result.Ledger.Open);
        Assert.Equal(result.Ledger.Issued, result.Ledger.Unknown);
        Assert.Equal(result.Ledger.Issued, result.Tally.Bulk.Wrong);
    }

    [Fact]
    public async Task RunAsync_AStreamThatLosesOneAndDoublesOne_SaysBoth()
    {
        await using var server = await FakeServer.StartAsync();
        server.Detection.OnStreamed = request => request.ClientReference switch
        {
            "load-2" => [],
            "load-5" => [FakeDetection.Right(request), FakeDetection.Right(request)],
            _ => [FakeDetection.Right(request)],
        };

        var result = await RunAsync(server, Plan(clients: 1, streamWindow: 4));

        Assert.Equal((1, 1, 0), (result.Ledger.Open, result.Ledger.Doubled, result.Ledger.Unknown));
    }

    [Fact]
    public async Task RunAsync_Refusals_AreTriedAgainWithANewReference()
    {
        await using var server = await FakeServer.StartAsync();
        server.Detection.OnAnalyze = (request, _) => request.ClientReference is "load-1" or "load-2"
            ? throw FakeDetection.Refused("rate_limited", TimeSpan.FromMilliseconds(1))
            : Task.FromResult(FakeDetection.Right(request));

        var result = await RunAsync(server, Plan(clients: 1, streamWindow: 0));

        Assert.Equal(2, result.Tally.Bulk.RefusalReasons["rate_limited"]);
        Assert.Equal(0, result.Ledger.Open);
        Assert.True(result.Tally.Bulk.Answers.Count >= 28);
    }

    private static ClosedPlan Plan(int clients, int streamWindow) => new()
    {
        Clients = clients, StreamWindow = streamWindow, MaxCalls = 30, Window = TimeSpan.FromMinutes(1),
    };

    private static Task<RunResult> RunAsync(FakeServer server, ClosedPlan plan) =>
        new ClosedLoop(server.Target, server.Pictures, TimeProvider.System)
            .RunAsync(plan, null, CancellationToken.None);
}
