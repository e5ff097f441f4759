namespace Detector.Server.Telemetry.Gpu;

/// <summary>The driver's library gave an error.</summary>
/// <param name="function">Which function did.</param>
/// <param name="code">nvmlReturn_t.</param>
internal sealed class NvmlException(string function, int code) : Exception($"{function} gave error {code} ({Meaning(code)})")
{
    private static string Meaning(int code) => code switch
    {
        4 => "no permission",
        9 => "the driver is not loaded",
        15 => "the card fell off the bus",
        16 => "the card must be reset",
        18 => "the library and the driver are of different versions",
        _ => "see nvml.h",
    };
}
