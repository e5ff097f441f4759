namespace Detector.ModelPackages;

/// <summary>Allowed values of all that rests on the map (output, kinds, regions), and of the golden
/// tolerance.</summary>
internal static class MapRules
{
    /// <summary>Largest minimum area of a region, map cells.</summary>
    public const int MaxMinArea = 65536;

    /// <summary>Most regions of one image.</summary>
    public const int MaxRegions = 1024;

    public static void Check(ModelManifest manifest, ProblemList problems)
    {
        if (manifest.Outputs.Map is { } map)
        {
            CheckMap(map, manifest, problems);
        }

        CheckKinds(manifest, problems);
        problems.Require(
            manifest.Outputs.Map is not null || manifest.Pooling.MapTopWeight == 0,
            "$.pooling.map_top_weight",
            "is set, but the model has no map.",
            "Remove the field, or describe the map in $.outputs.map.");
        if (manifest.Regions is { } regions)
        {
            CheckRegions(regions, manifest.Outputs.Map is not null, problems);
        }

        if (manifest.Golden is { } golden)
        {
            problems.Positive(
                "$.golden.tolerance",
                golden.Tolerance,
                double.PositiveInfinity,
                "Write the largest accepted difference of a logit, such as 0.02.");
        }
    }

    private static void CheckMap(MapOutputSpec map, ModelManifest manifest, ProblemList problems)
    {
        problems.Text("$.outputs.map.name", map.Name);
        problems.Require(
            map.Name != manifest.Outputs.Score.Name,
            "$.outputs.map.name",
            $"is {StrictJson.Quote(map.Name)}, which is the score output too.",
            "Name the graph output that holds the map, or remove $.outputs.map.");
        problems.Require(
            map.Kind != OutputKind.Softmax,
            "$.outputs.map.kind",
            "is 'softmax'; allowed are: logit, probability.",
            "Export one value per cell, for instance the difference of the two classes as a logit.");
        var size = manifest.Framing.Size;
        if (map.Stride < 1)
        {
            problems.Add(
                "$.outputs.map.stride",
                $"is {map.Stride}; allowed is 1 and up.",
                "Write how many input pixels one map cell covers on each axis.");
        }
        else if (size >= 1)
        {
            problems.Require(
                size % map.Stride == 0,
                "$.outputs.map.stride",
                $"is {map.Stride}, which does not divide $.framing.size ({size}).",
                "Choose a size that is a multiple of the stride.");
        }
    }

    private static void CheckKinds(ModelManifest manifest, ProblemList problems)
    {
        var kinds = manifest.Kinds;
        if (kinds.Method == KindsMethod.Fixed)
        {
            problems.Require(
                kinds.Kind != ManipulationKind.None,
                "$.kinds.kind",
                "is 'none'; allowed are: fully_generated, locally_edited.",
                "Write which manipulation the model looks for.");
            problems.Unused(kinds.CellThreshold == 0.5, "$.kinds.cell_threshold", "fixed", "map_coverage");
            problems.Unused(kinds.Midpoint == 0.5, "$.kinds.midpoint", "fixed", "map_coverage");
            problems.Unused(kinds.Slope == 10, "$.kinds.slope", "fixed", "map_coverage");
            return;
        }

        problems.Require(
            manifest.Outputs.Map is not null,
            "$.kinds.method",
            "is 'map_coverage', but the model has no map.",
            "Describe the map in $.outputs.map, or set the method to fixed.");
        problems.Unused(kinds.Kind == ManipulationKind.FullyGenerated, "$.kinds.kind", "map_coverage", "fixed");
        problems.Positive("$.kinds.cell_threshold", kinds.CellThreshold, 1, "Write a probability.");
        problems.InRange("$.kinds.midpoint", kinds.Midpoint, 0, 1, "Write a share of the image.");
        problems.Positive("$.kinds.slope", kinds.Slope, double.PositiveInfinity, "Write a steepness such as 10.");
    }

    private static void CheckRegions(RegionsSpec regions, bool hasMap, ProblemList problems)
    {
        problems.Require(
            hasMap,
            "$.regions",
            "is there, but the model has no map to cut regions from.",
            "Remove $.regions, or describe the map in $.outputs.map.");
        problems.Positive("$.regions.threshold", regions.Threshold, 1, "Write a probability.");
        problems.InRange("$.regions.min_area", regions.MinArea, 1, MaxMinArea, "Write a number of map cells.");
        problems.InRange("$.regions.max_regions", regions.MaxRegions, 1, MaxRegions, "Choose a limit in that range.");
        problems.InRange("$.regions.otsu_weight", regions.OtsuWeight, 0, 1, "Write a share; 0 keeps the threshold where it is.");
    }
}
