using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Detector.Decoding;

/// <summary>Registers decoding.</summary>
internal static class DecodingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IImageDecoder"/> and its options, which are checked when the host starts.</summary>
    /// <param name="services">Where to add them.</param>
    internal static IServiceCollection AddDecoding(this IServiceCollection services)
    {
        services.AddValidated<DecodingOptions, DecodingOptionsValidator>();
        services.TryAddSingleton<IImageDecoder, VipsImageDecoder>();
        return services;
    }
}
