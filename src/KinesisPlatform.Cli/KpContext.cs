using System.CommandLine;
using KinesisPlatform.Cli.Configuration;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli;

/// <summary>What one run of a command works with.</summary>
internal sealed class KpContext(ParseResult parsed, Terminal terminal, Interruption interruption) : IDisposable
{
    private readonly Dictionary<PlatformService, ServiceClient> _services = [];
    private KpSettings? _settings;

    public ParseResult Parsed => parsed;

    public Terminal Terminal => terminal;

    public Interruption Interruption => interruption;

    public bool IsJson => parsed.GetValue(GlobalOptions.Json);

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <exception cref="KpException">Usage: something in them is wrong.</exception>
    public KpSettings Settings => _settings ??= GlobalOptions.ReadSettings(parsed);

    public ServiceClient Gateway => Connect(PlatformService.Gateway);

    public ServiceClient Replay => Connect(PlatformService.Replay);

    public ServiceClient Provisioner => Connect(PlatformService.Provisioner);

    public ServiceClient Archiver => Connect(PlatformService.Archiver);

    public ServiceClient Connect(PlatformService service)
    {
        if (_services.TryGetValue(service, out var client)) return client;
        var address = Settings.AddressOf(service);
        if (Settings.Key is not null && ApiKey.IsExposedAt(address.Address))
            terminal.Warn($"the API key is sent to {address.Shown} unencrypted: whoever is between can read and use it. Use https.");
        return _services[service] = new(address, Settings.Key);
    }

    public void Dispose()
    {
        foreach (var service in _services.Values) service.Dispose();
    }
}
