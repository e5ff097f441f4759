namespace Detector.Preprocessing;

/// <summary>One window of the framed image that becomes one model input. May reach past the right and lower edge: what
/// lies outside is filled by reflection.</summary>
/// <param name="X">Left edge, pixels from the left of the framed image.</param>
/// <param name="Y">Upper edge, pixels from the top of the framed image.</param>
public readonly record struct Tile(int X, int Y);

/// <summary>Which windows of an image the model sees.</summary>
/// <param name="ImageWidth">Columns of the framed image.</param>
/// <param name="ImageHeight">Rows of the framed image.</param>
/// <param name="TileWidth">Columns of every tile.</param>
/// <param name="TileHeight">Rows of every tile.</param>
/// <param name="Tiles">The windows, row by row.</param>
/// <param name="FullCount">How many windows full coverage would have taken; more than <c>Tiles.Count</c> when
/// sampled.</param>
public sealed record TilePlan(
    int ImageWidth, int ImageHeight, int TileWidth, int TileHeight, IReadOnlyList<Tile> Tiles, int FullCount)
{
    /// <summary>True when the image has more tiles than the model package allows, so that only an even sample is
    /// seen.</summary>
    public bool IsSampled => Tiles.Count < FullCount;
}
