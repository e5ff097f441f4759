using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Detector.Server.Security;

/// <summary>
/// Holds the configuration in force and follows its changes. Files are read again on a timer rather than watched, since
/// mounted secrets are swapped by links, which watchers miss.
/// </summary>
internal sealed class ClientRegistry : IDisposable
{
    private readonly Lock _reloading = new();
    private readonly IConfiguration _section;
    private readonly TimeProvider _time;
    private readonly ILogger<ClientRegistry> _logger;
    private readonly IDisposable _subscription;
    private readonly ITimer _timer;
    private AccessOptions _latest;
    private AccessState _current;
    private string? _refused;
    private bool _disposed;

    /// <summary>Reads the configuration.</summary>
    /// <param name="section">The section <see cref="AccessOptions.SectionName"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where reloads are told.</param>
    /// <exception cref="OptionsValidationException">What is wrong with it.</exception>
    public ClientRegistry(IConfiguration section, TimeProvider time, ILogger<ClientRegistry> logger)
    {
        (_section, _time, _logger) = (section, time, logger);
        _latest = Bind(section);
        _current = AccessState.Create(AccessSources.Read(_latest), null, time);
        Tell(_current);
        _subscription = ChangeToken.OnChange(section.GetReloadToken, Reload);
        _timer = time.CreateTimer(_ => Poll(), null, NextPoll(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The configuration in force.</summary>
    public AccessState Current => Volatile.Read(ref _current);

    /// <summary>
    /// The settings as they are now. A setting that does not exist is an error: it may be a limit with a typo.
    /// </summary>
    /// <param name="section">The section.</param>
    /// <exception cref="OptionsValidationException">
    /// A setting does not exist, or its value is none of its kind.
    /// </exception>
    public static AccessOptions Bind(IConfiguration section)
    {
        var options = new AccessOptions();
        try
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            return options;
        }
        catch (InvalidOperationException e)
        {
            throw AccessSources.Invalid([$"Section Access cannot be read: {e.Message}"]);
        }
    }

    /// <summary>
    /// Reads the settings again, and their files. What is not valid is logged, once, and changes nothing.
    /// </summary>
    public void Reload() => Follow(() => _latest = Bind(_section));

    /// <summary>
    /// Reads the files again, by the settings as they were told last: those of a file that is damaged are gone without
    /// anybody being told.
    /// </summary>
    private void Poll()
    {
        Follow(() => _latest);
        lock (_reloading)
        {
            if (!_disposed)
            {
                _timer.Change(NextPoll(), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Follow(Func<AccessOptions> options)
    {
        lock (_reloading)
        {
            try
            {
                var sources = AccessSources.Read(options());
                if (sources.Fingerprint != _current.Fingerprint)
                {
                    var state = AccessState.Create(sources, _current, _time);
                    Volatile.Write(ref _current, state);
                    Tell(state);
                }

                _refused = null;
            }
            catch (OptionsValidationException e)
            {
                if (e.Message != _refused)
                {
                    _refused = e.Message;
                    _logger.AccessReloadRefused(e.Message);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_reloading)
        {
            _disposed = true;
        }

        _subscription.Dispose();
        _timer.Dispose();
    }

    private TimeSpan NextPoll() => TimeSpan.FromSeconds(Current.Options.ReloadSeconds);

    private void Tell(AccessState state)
    {
        if (state.HasClients)
        {
            _logger.AccessLoaded(state.Clients.Count, state.Keys.Count, state.CertificateNames.Count);
        }
        else
        {
            _logger.AccessOpen();
        }
    }
}
