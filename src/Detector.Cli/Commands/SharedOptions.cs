using System.CommandLine;
using Detector.Inference;

namespace Detector.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    /// <summary>--device.</summary>
    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where the model runs. auto takes CUDA where it works and scores as it should, else the CPU.",
            DefaultValueFactory = _ => "auto",
        };
        return option.AcceptOnlyFromAmong("auto", "cuda", "cpu");
    }

    /// <summary>--verbose.</summary>
    public static Option<bool> Verbose() => new("--verbose")
    {
        Description = "Also log information to standard error, and errors in full.",
    };

    /// <summary>The device of a name that <see cref="Device"/> accepts.</summary>
    /// <param name="name">auto, cuda or cpu.</param>
    public static InferenceDevice ToDevice(string name) => Enum.Parse<InferenceDevice>(name, ignoreCase: true);
}
