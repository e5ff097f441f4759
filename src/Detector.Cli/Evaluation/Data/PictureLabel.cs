namespace Detector.Cli.Evaluation.Data;

/// <summary>What is known about a picture.</summary>
internal enum PictureLabel
{
    /// <summary>Nothing of it was made or changed by a generator.</summary>
    Real,

    /// <summary>The whole frame came out of a generator.</summary>
    Generated,

    /// <summary>Parts of it were changed.</summary>
    Edited,
}
