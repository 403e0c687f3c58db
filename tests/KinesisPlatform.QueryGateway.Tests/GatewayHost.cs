using System.Net.Http.Json;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.QueryGateway.Engines;
using KinesisPlatform.QueryGateway.Iceberg;
using KinesisPlatform.QueryGateway.Postgres;
using KinesisPlatform.QueryGateway.Sql;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.Sql;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.QueryGateway.Tests;

/// <summary>The gateway on a port of its own, over streams in memory; its workers are the gateway's own program.</summary>
public class GatewayHost : IAsyncLifetime
{
    private readonly (string Name, string Value)[] _settings;
    private WebApplication? _app;

    public GatewayHost() : this([]) { }

    internal GatewayHost(params (string Name, string Value)[] settings) => _settings = settings;

    /// <summary>Of the cache and of queries' temporary files.</summary>
    internal string Folder { get; } = Path.Combine(Path.GetTempPath(), $"gateway-tests-{Guid.NewGuid():N}");

    internal MemoryStreams Streams { get; } = new(TimeProvider.System);

    internal MemoryObjectStore Store { get; } = new(TimeProvider.System);

    internal TestArchiver Archiver { get; private set; } = null!;

    /// <summary>What was sent to other services.</summary>
    internal SentMessages Messages { get; } = new();

    public HttpClient Http { get; } = new();

    public int PostgresPort => _app!.Services.GetRequiredService<PostgresListener>().Port;

    internal IQueryRegistry Queries => _app!.Services.GetRequiredService<IQueryRegistry>();

    internal IServiceProvider Services => _app!.Services;

    /// <summary>Of the configuration, besides what every test has.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string?>> Settings => _settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value));

    public virtual async Task InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Sql:WorkerPath", typeof(QueryGatewayExtensions).Assembly.Location),
            new("Sql:CacheFolder", Folder),
            // No test waits for them, and a machine may be slow.
            new("Sql:TimeoutDefault", "00:05:00"),
            new("Sql:LiveWaitMax", "00:05:00"),
            new("AWS_REGION", "eu-central-1"),
            new("AWS_ENDPOINT_URL_S3", "http://user:password@127.0.0.1:9"),
            new("Postgres:Port", "0"),
            .. Settings,
        ]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IObjectStore>(Store);
        builder.Services.AddSingleton<IStreamDirectory>(Streams);
        builder.Services.AddSingleton<IShardReader>(Streams);
        builder.Services.AddArchive(builder.Configuration);
        builder.Services.AddSql(builder.Configuration);
        builder.Services.AddSqlApi();
        builder.Services.AddSingleton<IMessageSender>(Messages);
        builder.Services.AddEngines(builder.Configuration);
        builder.Services.AddIcebergCatalog(builder.Configuration);
        builder.Services.AddPostgres(builder.Configuration);
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapQueryGateway();
        await _app.StartAsync();
        Http.BaseAddress = new(_app.Urls.First());
        Archiver = new(_app.Services.GetRequiredService<IArchiveCatalog>(), Streams, TimeProvider.System);

        Streams.Create("flights", 2);
        for (var i = 0; i < 6; i++) Streams.Put("flights", $"key{i}", $"{{\"delay\":{i}}}");
        await Archiver.ArchiveAsync("flights", recordsMax: 2);
    }

    public async Task<HttpResponseMessage> PostAsync(object body, string? accept = null, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sql") { Content = body is string text ? new StringContent(text, Encoding.UTF8, "application/json") : JsonContent.Create(body) };
        if (accept is not null) request.Headers.Add("Accept", accept);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A request without a body, with a key.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        return await Http.SendAsync(request);
    }

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
