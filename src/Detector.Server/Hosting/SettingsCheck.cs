using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Detector.ModelPackages;

namespace Detector.Server.Hosting;

/// <summary>
/// Finds settings that would be ignored or refused: names that no options class has, texts that are no value of the
/// setting's type, values out of range. Says all of them at once.
/// </summary>
/// <param name="configuration">The whole configuration.</param>
/// <param name="sections">All that is known.</param>
internal sealed class SettingsCheck(IConfiguration configuration, IReadOnlyList<SettingsSection> sections)
{
    /// <summary>The section of the log, which the framework reads.</summary>
    public const string LoggingSection = "Logging";

    private readonly List<string> _problems = [];

    /// <summary>Checks every setting.</summary>
    /// <returns>A line for each problem.</returns>
    public IReadOnlyList<string> Problems()
    {
        foreach (var child in configuration.GetChildren())
        {
            var section = sections.FirstOrDefault(known => Same(known.Name, child.Key));
            if (section is not null)
            {
                CheckChildren(child, section.Type);
            }
            else if (!Same(child.Key, LoggingSection))
            {
                Unknown(child, "section", [.. sections.Select(known => known.Name), LoggingSection]);
            }
        }

        return _problems;
    }

    private void CheckChildren(IConfigurationSection section, Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } || !IsValue(property.PropertyType))
            .ToArray();
        foreach (var child in section.GetChildren())
        {
            if (properties.FirstOrDefault(property => Same(property.Name, child.Key)) is { } property)
            {
                CheckSetting(child, property);
            }
            else
            {
                Unknown(child, "setting", [.. properties.Select(known => known.Name)]);
            }
        }
    }

    private void CheckSetting(IConfigurationSection setting, PropertyInfo property)
    {
        if (!IsValue(property.PropertyType))
        {
            CheckInside(setting, property.PropertyType);
        }
        else if (setting.GetChildren().Any())
        {
            _problems.Add($"{setting.Path} is a value, not a section: write {setting.Path}=VALUE.");
        }
        else if (TryRead(setting, property.PropertyType, out var value))
        {
            CheckAttributes(setting, property, value);
        }
        else
        {
            _problems.Add($"{setting.Path} is \"{setting.Value}\": {Wanted(property.PropertyType)} is wanted. {Fix(setting)}");
        }
    }

    /// <summary>Lists and dictionaries have their items as children, objects their properties.</summary>
    private void CheckInside(IConfigurationSection section, Type type)
    {
        if (!typeof(IEnumerable).IsAssignableFrom(type))
        {
            CheckChildren(section, type);
            return;
        }

        var item = type.GetElementType() ?? type.GetGenericArguments().LastOrDefault() ?? typeof(string);
        if (!IsValue(item))
        {
            foreach (var child in section.GetChildren())
            {
                CheckInside(child, item);
            }
        }
    }

    private void CheckAttributes(IConfigurationSection setting, PropertyInfo property, object? value)
    {
        foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (!attribute.IsValid(value))
            {
                var limit = attribute switch
                {
                    RangeAttribute range => string.Create(
                        CultureInfo.InvariantCulture, $"allowed are {range.Minimum} to {range.Maximum}"),
                    RequiredAttribute => "it must not be empty",
                    _ => attribute.FormatErrorMessage(property.Name),
                };
                _problems.Add($"{setting.Path} is \"{setting.Value}\": {limit}. {Fix(setting)}");
            }
        }
    }

    private void Unknown(IConfigurationSection child, string what, IReadOnlyList<string> names)
    {
        var parent = child.Path.Length > child.Key.Length ? child.Path[..^child.Key.Length] : "";
        var hint = NearestName.Find(child.Key, names) is { } near
            ? $"Did you mean {parent}{near}?"
            : $"Known are {string.Join(", ", names.Order(StringComparer.Ordinal))}.";
        _problems.Add($"{child.Path} is no {what} of this server. {hint}");
    }

    private static bool TryRead(IConfigurationSection setting, Type type, out object? value)
    {
        try
        {
            value = setting.Get(type);
            return true;
        }
        catch (InvalidOperationException)
        {
            value = null;
            return false;
        }
    }

    private static string Fix(IConfigurationSection setting)
    {
        var variable = $"DETECTOR__{setting.Path.Replace(":", "__", StringComparison.Ordinal)}";
        return $"Set it by --{setting.Path}=VALUE, the variable {variable}, or in appsettings.json.";
    }

    private static string Wanted(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(double) || type == typeof(float) => "a number",
            _ when type == typeof(TimeSpan) => "a time such as 00:00:30",
            _ => "a text",
        };
    }

    private static bool IsValue(Type type) =>
        type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type) is { IsValueType: true };

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
