using System.CommandLine;
using System.CommandLine.Parsing;
using Detector.Load.Wire;

namespace Detector.Load.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string> Server() => new("--server")
    {
        HelpName = "URL",
        Description = "The server's gRPC address.",
        DefaultValueFactory = _ => "http://127.0.0.1:50051",
    };

    public static Option<PictureSize> Size(string standard) => new("--size")
    {
        HelpName = "WxH",
        Description = $"Columns x rows of each picture. Default: {standard}.",
        DefaultValueFactory = _ => PictureSize.Parse(standard)!.Value,
        CustomParser = ParseSize,
    };

    public static Option<int> Pictures() =>
        Number("--pictures", "Different pictures, sent in turn.", standard: 4, least: 1, most: 256);

    public static Option<string?> ApiKeyFile() => new("--api-key-file")
    {
        HelpName = "FILE",
        Description = "File whose first line is the API key, so that no key is seen among the processes.",
    };

    public static Option<bool> AllowRemote() => new("--allow-remote")
    {
        Description = "Also load servers on other machines: only ones that are yours and that nobody else needs.",
    };

    public static Option<string?> Json() => new("--json")
    {
        HelpName = "FILE",
        Description = "Also write all figures to this file. Replaces it.",
    };

    public static Option<int?> ProcessId() => new("--pid")
    {
        HelpName = "PID",
        Description = "Process of the server on this machine: its resident memory is watched.",
    };

    public static Option<int> Connections() =>
        Number("--connections", "Connections that calls take turns over.", standard: 1, least: 1, most: 1024);

    public static Option<double?> DeadlineMs()
    {
        var option = new Option<double?>("--deadline-ms")
        {
            HelpName = "MS",
            Description = "How long an answer is worth something, from when its call was due. Default: for ever.",
        };
        option.Validators.Add(result => CheckRange(result, 1, 3_600_000));
        return option;
    }

    public static Option<double> Seconds(string name, string description, double standard, double least, double most) =>
        Real(name, "S", description, standard, least, most);

    public static Option<double> Real(
        string name, string help, string description, double standard, double least, double most)
    {
        var option = new Option<double>(name)
        {
            HelpName = help, Description = description, DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result => CheckRange(result, least, most));
        return option;
    }

    public static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name)
        {
            HelpName = "N", Description = description, DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result => CheckRange(result, least, most));
        return option;
    }

    private static void CheckRange(OptionResult result, double least, double most)
    {
        // What is no number has its error already.
        if (result.Tokens is [{ Value: var text }] && double.TryParse(text, out var value)
            && !(value >= least && value <= most))
        {
            result.AddError($"{result.Option.Name} is {text}; allowed are {least} to {most}.");
        }
    }

    private static PictureSize ParseSize(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (PictureSize.Parse(text) is { } size)
        {
            return size;
        }

        result.AddError($"--size is '{text}'; write columns x rows, each from 64 to 10000, such as 1024x768.");
        return default;
    }
}
