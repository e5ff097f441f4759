using Detector.Decoding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Detector.Tests.Decoding;

public sealed class DecodingServiceCollectionExtensionsTests
{
    [Fact]
    public void AddDecoding_Defaults_GivesAWorkingDecoder()
    {
        using var services = new ServiceCollection().AddDecoding().BuildServiceProvider();

        using var image = services.GetRequiredService<IImageDecoder>().Decode(TestImages.Asset("rgb.png"));

        Assert.Equal("png", image.Format);
        Assert.Same(services.GetRequiredService<IImageDecoder>(), services.GetRequiredService<IImageDecoder>());
    }

    [Theory]
    [InlineData(0, 100_000_000, 64, "MaxBytes")]
    [InlineData(1_000_000, 0, 64, "MaxPixels")]
    [InlineData(1_000_000, 800_000_000, 64, "MaxPixels")]
    [InlineData(1_000_000, 100_000_000, 0, "MinSide")]
    public void AddDecoding_BadOption_FailsAtStartAndNamesIt(int maxBytes, int maxPixels, int minSide, string field)
    {
        using var services = new ServiceCollection().AddDecoding()
            .Configure<DecodingOptions>(o => (o.MaxBytes, o.MaxPixels, o.MinSide) = (maxBytes, maxPixels, minSide))
            .BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(field, error.Message, StringComparison.Ordinal);
    }
}
