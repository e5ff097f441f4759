namespace Detector.Heatmaps;

/// <summary>A connected part of the map over the threshold, as a box in pixels of the upright image.</summary>
/// <param name="X">Left edge of the box.</param>
/// <param name="Y">Upper edge of the box.</param>
/// <param name="Width">Columns of the box, at least 1.</param>
/// <param name="Height">Rows of the box, at least 1.</param>
/// <param name="Score">Mean probability of the part's cells, 0 to 1.</param>
/// <param name="Area">Share of the image that the part's cells (not the box) take, 0 to 1.</param>
public sealed record Region(int X, int Y, int Width, int Height, double Score, double Area);
