using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Detector.Server.Hosting;

/// <summary>A section of the configuration that the server knows. What is in none of them is refused at start.</summary>
/// <param name="Name">The section's name.</param>
/// <param name="Type">Options class that it is bound to.</param>
internal sealed record SettingsSection(string Name, Type Type);

/// <summary>Registers settings.</summary>
internal static class SettingsSectionExtensions
{
    /// <summary>Binds a section, and has it checked at start.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="name">The section's name.</param>
    /// <typeparam name="TOptions">Options class.</typeparam>
    public static IServiceCollection AddSettings<TOptions>(
        this IServiceCollection services, IConfiguration configuration, string name)
        where TOptions : class
    {
        services.AddSingleton(new SettingsSection(name, typeof(TOptions)));
        services.AddOptions<TOptions>().Bind(configuration.GetSection(name)).ValidateOnStart();
        return services;
    }

    /// <summary>The same, with a check beside the attributes.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="name">The section's name.</param>
    /// <typeparam name="TOptions">Options class.</typeparam>
    /// <typeparam name="TValidator">The check; its messages name the setting, the value, the limit and the fix.</typeparam>
    public static IServiceCollection AddSettings<TOptions, TValidator>(
        this IServiceCollection services, IConfiguration configuration, string name)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        return services.AddSettings<TOptions>(configuration, name);
    }
}
