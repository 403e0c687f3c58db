using System.Net;
using System.Security.Cryptography.X509Certificates;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.QueryGateway.Postgres.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Postgres;

/// <summary>Accepts connections through Kestrel's socket transport, whose pipes hold back a client that sends faster than it is answered.</summary>
internal sealed class PostgresListener(
    IOptions<PostgresOptions> options, AccessKeys keys, BackendRegistry backends, StatementFactory statements, TimeProvider time, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    /// <summary>As many again are told that there are too many; more are closed without a word.</summary>
    private const int RefusalsFactor = 2;

    private readonly PostgresOptions _options = options.Value;
    private readonly ILogger _logger = loggers.CreateLogger<PostgresListener>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _connections = [];
    private readonly List<IConnectionListener> _listeners = [];
    private readonly List<Task> _accepting = [];
    private X509Certificate2? _certificate;

    /// <summary>0 before the start and when it is not enabled.</summary>
    public int Port { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_options.Enabled) return;
        if (_options.CertificatePath is { } path) _certificate = X509CertificateLoader.LoadPkcs12FromFile(path, _options.CertificatePassword);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        Port = _options.Port;
        foreach (var address in Addresses())
        {
            try
            {
                var listener = await transport.BindAsync(new IPEndPoint(address, Port), cancellationToken);
                // The first says which port is free; the other address takes the same.
                Port = ((IPEndPoint)listener.EndPoint).Port;
                _listeners.Add(listener);
                _accepting.Add(AcceptAsync(listener));
            }
            catch (System.Net.Sockets.SocketException exception) when (exception.SocketErrorCode is System.Net.Sockets.SocketError.AddressFamilyNotSupported or System.Net.Sockets.SocketError.AddressNotAvailable && _listeners.Count > 0)
            {
                // A machine without IPv6.
            }
            catch (AddressInUseException exception)
            {
                throw new PlatformException(FailureKind.Unavailable, $"Port {Port} is taken. Set {PostgresOptions.SectionName}:Port to another, or {PostgresOptions.SectionName}:Enabled to false.", exception);
            }
        }
        _logger.PostgresListening(_options.Address, Port, keys.AreConfigured ? "SCRAM-SHA-256 with API keys" : "no authentication, as no API keys are configured");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        foreach (var listener in _listeners) await listener.UnbindAsync(cancellationToken);
        await Task.WhenAll(_accepting);
        Task[] open;
        lock (_gate) open = [.. _connections];
        await Task.WhenAny(Task.WhenAll(open), Task.Delay(StopLimit, time, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners) await listener.DisposeAsync();
        _certificate?.Dispose();
        _stopping.Dispose();
    }

    private IPAddress[] Addresses() => _options.Address == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Parse(_options.Address)];

    private async Task AcceptAsync(IConnectionListener listener)
    {
        while (await AcceptOneAsync(listener) is { } connection)
        {
            if (Count >= RefusalsFactor * _options.ConnectionsMax)
            {
                connection.Abort();
                await connection.DisposeAsync();
                continue;
            }
            lock (_gate)
            {
                var handler = new PostgresConnection(connection, _options, keys, _certificate, backends, statements, time, _logger);
                var isFull = _connections.Count >= _options.ConnectionsMax;
                var running = Task.Run(() => isFull ? handler.RefuseAsync(_stopping.Token) : handler.RunAsync(_stopping.Token), CancellationToken.None);
                _connections.Add(running);
                _ = running.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private async Task<ConnectionContext?> AcceptOneAsync(IConnectionListener listener)
    {
        try
        {
            return await listener.AcceptAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private int Count
    {
        get
        {
            lock (_gate) return _connections.Count;
        }
    }

    private void Remove(Task connection)
    {
        lock (_gate) _connections.Remove(connection);
    }
}
