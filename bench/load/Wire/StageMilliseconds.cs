namespace Detector.Load.Wire;

/// <summary>The server's stage timings, milliseconds, as in the contract's Timings.</summary>
internal readonly record struct StageMilliseconds(
    double Decode, double Preprocess, double Queue, double Inference, double Postprocess, double Total)
{
    /// <summary>All that is neither decoding, nor preprocessing, nor inference.</summary>
    public double Overhead => Total - Work;

    /// <summary>Decoding, preprocessing and inference.</summary>
    public double Work => Decode + Preprocess + Inference;

    /// <summary>Stage by stage.</summary>
    public StageMilliseconds Plus(StageMilliseconds other) => new(
        Decode + other.Decode, Preprocess + other.Preprocess, Queue + other.Queue, Inference + other.Inference,
        Postprocess + other.Postprocess, Total + other.Total);

    /// <summary>Each stage times a factor.</summary>
    public StageMilliseconds Scale(double factor) => new(
        Decode * factor, Preprocess * factor, Queue * factor, Inference * factor, Postprocess * factor, Total * factor);
}
