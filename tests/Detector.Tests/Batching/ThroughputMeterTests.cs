using Detector.Batching;
using Detector.Tests.Support;

namespace Detector.Tests.Batching;

public sealed class ThroughputMeterTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ThroughputMeter _meter;

    public ThroughputMeterTests() => _meter = new ThroughputMeter(_time);

    [Fact]
    public void Inference_NothingMeasured_IsZero()
    {
        Assert.Equal(TimeSpan.Zero, _meter.Inference(100, 4));
        Assert.Equal(TimeSpan.Zero, _meter.Preparation(1_000_000));
    }

    [Fact]
    public void Inference_FullBatches_TakeWhatTheyTook()
    {
        RecordBatch(4, TimeSpan.FromMilliseconds(100));

        Assert.Equal(300, _meter.Inference(12, 4).TotalMilliseconds, 1e-3);
        Assert.Equal(325, _meter.Inference(13, 4).TotalMilliseconds, 1e-3);
        Assert.Equal(0, _meter.Inference(0, 4).TotalMilliseconds);
    }

    [Fact]
    public void Inference_DeviceWhereABatchCostsAsMuchAsATile_KnowsBoth()
    {
        // As on a GPU: one tile takes 5 ms and 32 take 8 ms.
        RecordBatch(1, TimeSpan.FromMilliseconds(5));
        RecordBatch(32, TimeSpan.FromMilliseconds(8));

        Assert.Equal(5, _meter.Inference(1, 32).TotalMilliseconds, 1e-3);
        Assert.Equal(16, _meter.Inference(64, 32).TotalMilliseconds, 1e-3);
        Assert.Equal(13, _meter.Inference(33, 32).TotalMilliseconds, 1e-3);
    }

    [Fact]
    public void RecordBatch_RatesChange_FollowsThem()
    {
        for (var i = 0; i < 50; i++)
        {
            RecordBatch(4, TimeSpan.FromMilliseconds(100));
        }

        for (var i = 0; i < 50; i++)
        {
            RecordBatch(4, TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(10, _meter.Inference(4, 4).TotalMilliseconds, 0.1);
    }

    [Fact]
    public void RecordBatch_SizesOfOneClass_CountByTheTile()
    {
        // 3 and 4 are one class; three quarters of the tiles take three quarters of the time.
        RecordBatch(3, TimeSpan.FromMilliseconds(75));

        Assert.Equal(100, _meter.Inference(4, 4).TotalMilliseconds, 1e-3);
    }

    [Fact]
    public void Preparation_GrowsWithThePixels()
    {
        _meter.RecordPreparation(1_000_000, TimeSpan.FromMilliseconds(10));

        Assert.Equal(120, _meter.Preparation(12_000_000).TotalMilliseconds, 1e-3);
    }

    [Fact]
    public void RecordBatch_AnotherDeviceTookOver_ForgetsTheFormerOne()
    {
        _meter.RecordBatch("cuda", "cuda", 32, TimeSpan.FromMilliseconds(8));
        _meter.RecordBatch("cuda", "cpu", 32, TimeSpan.FromSeconds(32));
        Assert.Equal(TimeSpan.Zero, _meter.Inference(32, 32));

        _meter.RecordBatch("cpu", "cpu", 4, TimeSpan.FromMilliseconds(100));

        Assert.Equal(100, _meter.Inference(4, 4).TotalMilliseconds, 1e-3);
    }

    [Fact]
    public void Inference_NothingIsLearntForAWhile_Fades()
    {
        RecordBatch(4, TimeSpan.FromSeconds(8));
        _meter.RecordPreparation(1, TimeSpan.FromSeconds(8));

        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(1000, _meter.Inference(4, 4).TotalMilliseconds, 1e-3);
        Assert.Equal(1000, _meter.Preparation(1).TotalMilliseconds, 1e-3);
        RecordBatch(4, TimeSpan.FromSeconds(8));
        Assert.Equal(8000, _meter.Inference(4, 4).TotalMilliseconds, 1e-3);
    }

    public void Dispose() => _time.Dispose();

    private void RecordBatch(int tiles, TimeSpan elapsed) => _meter.RecordBatch("cpu", "cpu", tiles, elapsed);
}
