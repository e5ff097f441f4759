using System.Globalization;
using System.Threading.RateLimiting;
using Detector.Server.Analysis;
using Grpc.Core;

namespace Detector.Server.Security;

/// <summary>Holds one client to its limits. Safe for threads.</summary>
internal sealed class ClientGate
{
    /// <summary>When to come back with too many images in work: when the next one ends is not known.</summary>
    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ConcurrencyLimiter _turn = Limiter(1);
    private readonly ConcurrencyLimiter? _calls;
    private readonly TokenBucket? _images;
    private readonly TokenBucket? _megapixels;
    private readonly string _client;
    private readonly TimeProvider _time;

    /// <summary>A gate whose buckets are full.</summary>
    /// <param name="client">Name of the client, for messages.</param>
    /// <param name="limits">What it is held to.</param>
    /// <param name="time">The clock.</param>
    public ClientGate(string client, LimitValues limits, TimeProvider time)
    {
        (_client, Limits, _time) = (client, limits, time);
        _calls = limits.MaxConcurrent > 0 ? Limiter(limits.MaxConcurrent) : null;
        _images = Bucket(limits.ImagesPerSecond, limits.ImageBurst);
        _megapixels = Bucket(limits.MegapixelsPerSecond, limits.MegapixelBurst);

        TokenBucket? Bucket(double rate, double burst) => rate > 0 ? new TokenBucket(rate, burst, time) : null;
    }

    /// <summary>What the client is held to.</summary>
    public LimitValues Limits { get; }

    /// <summary>Lets one image in, or refuses it at once.</summary>
    /// <param name="megapixels">Its size, million pixels, at least 0.</param>
    /// <exception cref="CallFailedException">rate_limited or too_many_calls.</exception>
    public IDisposable Acquire(double megapixels)
    {
        var place = _calls?.AttemptAcquire();
        if (place is { IsAcquired: false })
        {
            place.Dispose();
            throw TooManyCalls();
        }

        lock (_lock)
        {
            var (wait, images) = TimeUntil(megapixels);
            if (wait == TimeSpan.Zero)
            {
                Take(1, megapixels);
                return (IDisposable?)place ?? Nothing.Instance;
            }

            place?.Dispose();
            throw images ? TooManyImages(wait) : TooManyMegapixels(wait);
        }
    }

    /// <summary>Lets one image in when its turn has come: first come, first served.</summary>
    /// <param name="megapixels">Its size, million pixels, at least 0.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<IDisposable> WaitAsync(double megapixels, CancellationToken cancellation)
    {
        using var turn = await _turn.AcquireAsync(1, cancellation);
        var place = _calls is null ? null : await _calls.AcquireAsync(1, cancellation);
        try
        {
            await ReserveAsync(megapixels, cancellation);
            return (IDisposable?)place ?? Nothing.Instance;
        }
        catch
        {
            place?.Dispose();
            throw;
        }
    }

    private async Task ReserveAsync(double megapixels, CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (_lock)
        {
            // Taken now and waited for then: callers that do not wait cannot take it away meanwhile.
            (wait, _) = TimeUntil(megapixels);
            Take(1, megapixels);
        }

        try
        {
            await (wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, _time, cancellation));
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                Take(-1, -megapixels);
            }

            throw;
        }
    }

    private (TimeSpan Wait, bool Images) TimeUntil(double megapixels)
    {
        var images = _images?.TimeUntil(1) ?? TimeSpan.Zero;
        var area = _megapixels?.TimeUntil(megapixels) ?? TimeSpan.Zero;
        return images >= area ? (images, true) : (area, false);
    }

    private void Take(double images, double megapixels)
    {
        _images?.Take(images);
        _megapixels?.Take(megapixels);
    }

    private CallFailedException TooManyCalls() => Refused(
        AccessReason.TooManyCalls, $"{Limits.MaxConcurrent} images in work at the same time",
        nameof(LimitOptions.MaxConcurrent), WhenFull);

    private CallFailedException TooManyImages(TimeSpan wait) => Refused(
        AccessReason.RateLimited, Text($"{Limits.ImagesPerSecond} images per second, {Limits.ImageBurst} at once"),
        nameof(LimitOptions.ImagesPerSecond), wait);

    private CallFailedException TooManyMegapixels(TimeSpan wait) => Refused(
        AccessReason.RateLimited,
        Text($"{Limits.MegapixelsPerSecond} megapixels per second, {Limits.MegapixelBurst} at once"),
        nameof(LimitOptions.MegapixelsPerSecond), wait);

    private CallFailedException Refused(string reason, string limit, string setting, TimeSpan wait) => new(
        new CallFailure(
            StatusCode.ResourceExhausted, reason,
            Text($"Client {_client} may send {limit}. Try again in {wait.TotalSeconds:0.###} s, or have the operator ")
            + $"raise {setting} of the client (section {AccessOptions.SectionName}).")
        {
            RetryAfter = wait,
        });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static ConcurrencyLimiter Limiter(int permits) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = permits,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
