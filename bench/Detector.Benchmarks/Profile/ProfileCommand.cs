using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Detector.Benchmarks.Profile;

/// <summary>The verb <c>profile</c>: its options, and where the figures go.</summary>
internal static class ProfileCommand
{
    private static readonly Option<int> Images = new("--images")
    {
        Description = "Images to analyse.",
        DefaultValueFactory = _ => 24,
        Validators = { AtLeastOne },
    };

    private static readonly Option<PictureSize> Size = new("--size")
    {
        Description = "Columns x rows of each image, in pixels.",
        DefaultValueFactory = _ => new PictureSize(4000, 3000),
        CustomParser = ParseSize,
    };

    private static readonly Option<int> Parallel = new("--parallel")
    {
        Description = "Images in flight. Default: two per core.",
        DefaultValueFactory = _ => 2 * Environment.ProcessorCount,
        Validators = { AtLeastOne },
    };

    private static readonly Option<string> Model = new("--model")
    {
        Description = "Folder of the model package.",
        DefaultValueFactory = _ => ModelLocation.Directory,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "JSON instead of a table." };

    public static Command Create()
    {
        var command = new Command("profile", "Analyses JPEGs made in memory, several at a time.")
        {
            Images, Size, Parallel, Model, Json,
        };
        command.SetAction((arguments, _) => RunAsync(arguments));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments)
    {
        var settings = new ProfileSettings(
            arguments.GetValue(Images), arguments.GetValue(Size), arguments.GetValue(Parallel),
            Path.GetFullPath(arguments.GetValue(Model)!));
        if (ModelLocation.WhyMissing(settings.ModelDirectory) is { } missing)
        {
            await Console.Error.WriteLineAsync($"profile: {missing}");
            return 2;
        }

        var report = await new ProfileRun(settings, TimeProvider.System).RunAsync();
        Console.WriteLine(arguments.GetValue(Json) ? report.ToJson() : report.ToTable());
        return 0;
    }

    private static void AtLeastOne(OptionResult result)
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{result.Option.Name} must be at least 1.");
        }
    }

    private static PictureSize ParseSize(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var sides = text.Split('x');
        if (sides.Length == 2 && TryParseSide(sides[0], out var width) && TryParseSide(sides[1], out var height))
        {
            return new PictureSize(width, height);
        }

        result.AddError($"--size is '{text}'; write columns x rows, each from 64 to 10000, such as 4000x3000.");
        return default;
    }

    private static bool TryParseSide(string text, out int side) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is >= 64 and <= 10_000;
}
