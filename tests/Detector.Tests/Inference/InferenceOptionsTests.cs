using Detector.Inference;

namespace Detector.Tests.Inference;

public sealed class InferenceOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreAccepted() => Assert.True(Validate(new InferenceOptions()).Succeeded);

    [Theory]
    [InlineData(nameof(InferenceOptions.RunTimeoutSeconds), 0, 3601)]
    [InlineData(nameof(InferenceOptions.OpenTimeoutSeconds), 0, 3601)]
    [InlineData(nameof(InferenceOptions.ProbeSeconds), -1, 86_401)]
    public void Validate_JustOutsideTheRange_NamesTheOption(string property, int below, int above)
    {
        foreach (var (value, sound) in ((int, bool)[])[(below, false), (below + 1, true), (above - 1, true), (above, false)])
        {
            var options = new InferenceOptions();
            typeof(InferenceOptions).GetProperty(property)!.SetValue(options, value);

            var result = Validate(options);

            Assert.Equal(sound, result.Succeeded);
            Assert.True(sound || result.FailureMessage!.Contains(property, StringComparison.Ordinal));
        }
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(InferenceOptions options) =>
        new InferenceOptionsValidator().Validate(null, options);
}
