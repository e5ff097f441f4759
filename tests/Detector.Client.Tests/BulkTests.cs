using Detector.Client.Tests.Support;
using Detector.Tests.Support;
using Detector.V1;
using Grpc.Core;

namespace Detector.Client.Tests;

public sealed class BulkTests
{
    [Fact]
    public async Task AnalyzeManyAsync_ManyImages_EachIsAnsweredOnceWithItsOwnAnswer()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server);

        var outcomes = await client.AnalyzeManyAsync(Script.Images(1000)).ToListAsync();

        Script.AssertAllAnswered(1000, outcomes);
        Assert.Equal(1000, server.Seen.Count);

        // Renewed after 256 images each, so that servers that come up later get their share.
        Assert.InRange(server.Streams, 4, 8);
        Assert.DoesNotContain(server.Seen, request => request.ClientReference.Contains("picture", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnalyzeManyAsync_AnswersOutOfOrder_ComeInTheOrderOfFinishing()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = async (requests, responses, _) =>
        {
            // The first one is answered when so many others have come that some were taken by the reader.
            AnalyzeRequest? first = null;
            for (var i = 0; await requests.MoveNext(CancellationToken.None); i++)
            {
                first ??= requests.Current;
                if (i > 0)
                {
                    await responses.WriteAsync(Script.Answer(requests.Current));
                }

                if (i == 15)
                {
                    await responses.WriteAsync(Script.Answer(first));
                }
            }
        };
        using var client = Client(server);

        var outcomes = await client.AnalyzeManyAsync(
            Script.Images(20), new BulkSettings { Streams = 1, Window = 8 }).ToListAsync();

        Script.AssertAllAnswered(20, outcomes);
        Assert.True(outcomes.FindIndex(outcome => outcome.Reference == "picture 0") >= 8);
    }

    [Fact]
    public async Task AnalyzeManyAsync_BadImages_FailAloneWithTheirReason()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = async (requests, responses, _) =>
        {
            for (var i = 0; await requests.MoveNext(CancellationToken.None); i++)
            {
                await responses.WriteAsync(i % 3 == 0
                    ? Script.Failed(requests.Current, StatusCode.InvalidArgument, "corrupt_image")
                    : Script.Answer(requests.Current));
            }
        };
        using var client = Client(server);

        var outcomes = await client.AnalyzeManyAsync(
            Script.Images(30), new BulkSettings { Streams = 1 }).ToListAsync();

        var failed = outcomes.Where(outcome => outcome.Failure is not null).ToArray();
        Assert.Equal((10, 30), (failed.Length, outcomes.Select(outcome => outcome.Reference).Distinct().Count()));
        Assert.All(failed, outcome => Assert.Equal(
            (StatusCode.InvalidArgument, "corrupt_image", "image"),
            (outcome.Failure!.StatusCode, outcome.Failure.Reason, outcome.Failure.Field)));
        Assert.Equal(30, server.Seen.Count);
    }

    [Fact]
    public async Task AnalyzeManyAsync_RefusedImages_AreSentAgainAfterTheirWait()
    {
        await using var server = await ScriptedServer.StartAsync();
        var refused = new HashSet<string>();
        server.OnStream = async (requests, responses, _) =>
        {
            while (await requests.MoveNext(CancellationToken.None))
            {
                await responses.WriteAsync(refused.Add(requests.Current.ClientReference)
                    ? Script.Failed(requests.Current, StatusCode.ResourceExhausted, "rate_limited", TimeSpan.FromMilliseconds(20))
                    : Script.Answer(requests.Current));
            }
        };
        using var client = Client(server);

        var outcomes = await client.AnalyzeManyAsync(
            Script.Images(20), new BulkSettings { Streams = 1 }).ToListAsync();

        Script.AssertAllAnswered(20, outcomes);
        Assert.Equal(40, server.Seen.Count);
    }

    [Fact]
    public async Task AnalyzeManyAsync_StreamDiesInTheMiddle_UnansweredImagesAreSentAgain()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = async (requests, responses, context) =>
        {
            for (var i = 0; await requests.MoveNext(CancellationToken.None); i++)
            {
                if (i == 5 && server.Streams <= 3)
                {
                    context.GetHttpContext().Abort();
                    return;
                }

                await responses.WriteAsync(Script.Answer(requests.Current));
            }
        };
        using var client = Client(server);

        var outcomes = await client.AnalyzeManyAsync(Script.Images(100)).ToListAsync();

        Script.AssertAllAnswered(100, outcomes);
        Assert.True(server.Streams > 3);
    }

    [Fact]
    public async Task AnalyzeManyAsync_OneOfTwoServersDrains_ItsUnreadImagesGoToTheOther()
    {
        await using var one = await ScriptedServer.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        one.OnStream = async (requests, responses, _) =>
        {
            for (var i = 0; i < 5 && await requests.MoveNext(CancellationToken.None); i++)
            {
                await responses.WriteAsync(Script.Answer(requests.Current));
            }

            throw Script.Failure(StatusCode.Unavailable, "draining", "Stops.", TimeSpan.FromHours(1));
        };
        using var client = Client(one, other);

        Script.AssertAllAnswered(200, await client.AnalyzeManyAsync(Script.Images(200)).ToListAsync());
        Assert.NotEmpty(other.Seen);
    }

    [Fact]
    public async Task AnalyzeManyAsync_OneOfTwoServersIsKilled_NothingIsLost()
    {
        await using var one = await ScriptedServer.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        using var client = Client(one, other);

        var outcomes = await client.AnalyzeManyAsync(
            Script.Images(500, i => _ = i == 250 ? one.KillAsync() : null), new BulkSettings { Streams = 4 }).ToListAsync();

        Script.AssertAllAnswered(500, outcomes);
    }

    [Fact]
    public async Task AnalyzeManyAsync_ServerGone_EveryImageFailsOnce()
    {
        var server = await ScriptedServer.StartAsync();
        await server.KillAsync();
        using var client = Client(server);

        var outcomes = await client.AnalyzeManyAsync(Script.Images(40), new BulkSettings { Window = 8 }).ToListAsync();

        Assert.Equal(40, outcomes.Select(outcome => outcome.Reference).Distinct().Count());
        Assert.All(outcomes, outcome => Assert.Equal(ClientReason.Unreachable, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task AnalyzeManyAsync_BadKey_EveryImageFailsWithoutRetries()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = (_, _, _) => throw Script.Failure(StatusCode.Unauthenticated, "bad_credentials", "Who?");
        using var client = Client(server);

        var outcomes = await client.AnalyzeManyAsync(Script.Images(10)).ToListAsync();

        Assert.Equal(10, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal("bad_credentials", outcome.Failure!.Reason));
    }

    [Fact]
    public async Task AnalyzeManyAsync_OneImageEndsTheStream_TheOthersAreAnswered()
    {
        // The server reads messages up to a mebibyte; what follows a larger one in its stream is lost.
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server);

        var outcomes = await client.AnalyzeManyAsync(
            WithALargeOne(), new BulkSettings { Streams = 1, Window = 10 }).ToListAsync();

        Assert.Equal(StatusCode.ResourceExhausted, outcomes.Single(outcome => outcome.Reference == "large").Failure!.StatusCode);
        Script.AssertAllAnswered(20, outcomes.Where(outcome => outcome.Reference != "large"));

        static async IAsyncEnumerable<ImageItem> WithALargeOne()
        {
            await foreach (var item in Script.Images(20))
            {
                if (item.Reference == "picture 10")
                {
                    yield return new ImageItem("large", new byte[2 << 20]);
                }

                yield return item;
            }
        }
    }

    [Fact]
    public async Task AnalyzeManyAsync_SlowReader_HoldsTheSourceUp()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server);
        var (taken, read) = (0, 0);

        await foreach (var outcome in client.AnalyzeManyAsync(
            Script.Images(50, i => Interlocked.Exchange(ref taken, i + 1)), new BulkSettings { Window = 4 }))
        {
            read++;
            await Task.Delay(5);
            Assert.True(Volatile.Read(ref taken) <= read + 4, $"{taken} taken, {read} read.");
        }

        Assert.Equal(50, read);
    }

    [Fact]
    public async Task AnalyzeManyAsync_HungServer_EveryImageFailsAtItsTimeout()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = (_, _, context) => Task.Delay(Timeout.Infinite, context.CancellationToken);
        using var time = new ManualTimeProvider();
        using var client = Client(options => options.Time = time, server);

        // Each stream is given up, and opened anew for what came after it.
        var outcomes = client.AnalyzeManyAsync(
            Script.Images(6), new BulkSettings { Streams = 1, Window = 6, Timeout = TimeSpan.FromSeconds(10) }).ToListAsync();
        while (!outcomes.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        Assert.Equal(6, (await outcomes).Count);
        Assert.Contains(await outcomes, outcome => outcome.Failure!.Reason == ClientReason.DeadlineExceeded);

        // One without time for another attempt fails as the last one did.
        Assert.All(await outcomes, outcome => Assert.Contains(
            outcome.Failure!.Reason, new[] { ClientReason.DeadlineExceeded, ClientReason.Unreachable }));
    }

    [Fact]
    public async Task AnalyzeManyAsync_SourceThrows_AnswersComeFirst()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server);
        var answered = new List<BulkOutcome>();

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var outcome in client.AnalyzeManyAsync(
                Script.Images(20, i => _ = i == 10 ? throw new IOException("disk") : 0)))
            {
                answered.Add(outcome);
            }
        });

        Script.AssertAllAnswered(10, answered);
    }

    [Fact]
    public async Task AnalyzeManyAsync_ReaderLeaves_StreamsAreClosed()
    {
        await using var server = await ScriptedServer.StartAsync();
        var ended = new TaskCompletionSource();
        server.OnStream = async (requests, responses, context) =>
        {
            try
            {
                await Script.AnswerAllAsync(requests, responses, context);
            }
            finally
            {
                ended.TrySetResult();
            }
        };
        using var client = Client(server);

        await foreach (var outcome in client.AnalyzeManyAsync(Script.Images(1000), new BulkSettings { Streams = 1 }))
        {
            break;
        }

        await ended.Task;
    }

    [Fact]
    public async Task OpenBulk_ManyCallers_EachHasItsOwnAnswer()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server);
        await using var bulk = client.OpenBulk(new BulkSettings { Window = 3 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => bulk.AnalyzeAsync(new byte[i + 1])));

        Assert.Equal(Enumerable.Range(1, 100), answers.Select(answer => answer.Width));
    }

    [Fact]
    public async Task OpenBulk_CancelledImage_LeavesTheStreamToTheOthers()
    {
        await using var server = await ScriptedServer.StartAsync();
        var arrived = new TaskCompletionSource();
        server.OnStream = async (requests, responses, _) =>
        {
            await requests.MoveNext(CancellationToken.None);
            var first = requests.Current;
            arrived.SetResult();
            while (await requests.MoveNext(CancellationToken.None))
            {
                await responses.WriteAsync(Script.Answer(first));
                await responses.WriteAsync(Script.Answer(requests.Current));
            }
        };
        using var client = Client(server);
        await using var bulk = client.OpenBulk(new BulkSettings { Streams = 1 });
        using var stop = new CancellationTokenSource();

        var cancelled = bulk.AnalyzeAsync(new byte[1], cancellationToken: stop.Token);
        await arrived.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(2, (await bulk.AnalyzeAsync(new byte[2])).Width);
        Assert.Equal(1, server.Streams);
    }

    [Fact]
    public async Task OpenBulk_Disposed_GivesUpWhatIsUnanswered()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = (_, _, context) => Task.Delay(Timeout.Infinite, context.CancellationToken);
        using var client = Client(server);
        var bulk = client.OpenBulk();
        var call = bulk.AnalyzeAsync(new byte[1]);

        await bulk.DisposeAsync();
        await bulk.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bulk.AnalyzeAsync(new byte[1]));
    }

    private static DetectorClient Client(params ScriptedServer[] servers) => Client(_ => { }, servers);

    private static DetectorClient Client(Action<DetectorClientOptions> change, params ScriptedServer[] servers)
    {
        var options = new DetectorClientOptions
        {
            Servers = [.. servers.Select(server => server.Address)],
            InitialBackoff = TimeSpan.FromMilliseconds(10),
        };
        change(options);
        return new DetectorClient(options);
    }
}
