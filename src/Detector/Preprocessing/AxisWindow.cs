namespace Detector.Preprocessing;

/// <summary>Which part of a resized axis is wanted. The rest is never computed, however long the axis would
/// become.</summary>
/// <param name="Source">Pixels of the axis before.</param>
/// <param name="Target">Pixels of the whole axis after.</param>
/// <param name="Start">First wanted pixel after.</param>
/// <param name="Count">How many are wanted.</param>
internal readonly record struct AxisWindow(int Source, int Target, int Start, int Count)
{
    /// <summary>All of a resized axis.</summary>
    public static AxisWindow Whole(int source, int target) => new(source, target, 0, target);
}
