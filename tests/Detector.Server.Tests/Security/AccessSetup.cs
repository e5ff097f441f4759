using Detector.Server.Security;
using Detector.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Detector.Server.Tests.Security;

/// <summary>Settings that a test changes, what follows them, and a folder for the files that they name.</summary>
internal sealed class AccessSetup : IDisposable
{
    private readonly Dictionary<string, string?> _values = [];
    private readonly IConfigurationRoot _configuration;
    private readonly Lazy<ClientRegistry> _registry;

    public AccessSetup(params (string Name, string? Value)[] settings)
    {
        Directory.CreateDirectory(Folder);
        foreach (var (name, value) in settings)
        {
            _values[$"Access:{name}"] = value;
        }

        _configuration = new ConfigurationBuilder().Add(new Source(_values)).Build();
        _registry = new(() => new ClientRegistry(_configuration.GetSection("Access"), Time, Log));
        // A certificate of today would not be valid in 1970, where the clock begins.
        Time.Advance(TimeSpan.FromDays(20_000));
    }

    public string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "access", Guid.NewGuid().ToString("N"));

    public ManualTimeProvider Time { get; } = new();

    public ListLogger<ClientRegistry> Log { get; } = new();

    public ClientRegistry Registry => _registry.Value;

    public AccessState Current => Registry.Current;

    public IConfiguration Configuration => _configuration;

    /// <summary>A client with one key.</summary>
    public static (string, string?)[] Client(int index, string name, string key) =>
        [($"Clients:{index}:Name", name), ($"Clients:{index}:KeyHashes:0", ApiKeys.HashText(key))];

    public string Write(string file, string content)
    {
        var path = Path.Combine(Folder, file);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Changes settings in place; null takes one away.</summary>
    public AccessSetup Set(params (string Name, string? Value)[] settings)
    {
        foreach (var (name, value) in settings)
        {
            if (value is null)
            {
                _values.Remove($"Access:{name}");
            }
            else
            {
                _values[$"Access:{name}"] = value;
            }
        }

        _configuration.Reload();
        return this;
    }

    /// <summary>What is said about these settings at start.</summary>
    public string Problem() => Assert.Throws<OptionsValidationException>(() => Registry).Message;

    public void Dispose()
    {
        if (_registry.IsValueCreated)
        {
            _registry.Value.Dispose();
        }

        Time.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class Source(Dictionary<string, string?> values) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(values);
    }

    private sealed class Provider(Dictionary<string, string?> values) : ConfigurationProvider
    {
        public override void Load() => Data = new Dictionary<string, string?>(values, StringComparer.OrdinalIgnoreCase);
    }
}
