using Aspire.Hosting;
using Aspire.Hosting.Testing;
using KinesisPlatform.Aws;
using KinesisPlatform.QueryGateway.Tests.Engines;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Integration.Tests;

/// <summary>The whole platform as its AppHost composes it, on free ports, with its telemetry received here.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    public static readonly string[] Services = ["archiver", "query-gateway", "replay-coordinator", "cluster-provisioner", "demo-producer"];

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);

    private DistributedApplication? _app;
    private OtlpReceiver? _telemetry;
    private TrinoServer? _trino;
    private ServiceProvider? _aws;

    public OtlpReceiver Telemetry => _telemetry!;

    /// <summary>A server of Trino's protocol, that the gateway is configured for.</summary>
    internal TrinoServer Trino => _trino!;

    public SqlClient Sql { get; private set; } = null!;

    public HttpClient Replays { get; private set; } = null!;

    public IStreamProducer Producer => _aws!.GetRequiredService<IStreamProducer>();

    public IStreamDirectory Streams => _aws!.GetRequiredService<IStreamDirectory>();

    public async Task InitializeAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        _telemetry = await OtlpReceiver.StartAsync(limit.Token);
        _trino = await TrinoServer.StartAsync();
        // Services inherit it: the composition knows no clusters.
        Environment.SetEnvironmentVariable("QueryGateway__Engines__Trino__Url", _trino.Address.ToString());
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.KinesisPlatform_AppHost>(
            [$"--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL={_telemetry.Endpoint}"], limit.Token);
        _app = await builder.BuildAsync(limit.Token);
        await _app.StartAsync(limit.Token);
        foreach (var service in Services) await _app.ResourceNotifications.WaitForResourceHealthyAsync(service, limit.Token);
        Sql = new(_app.CreateHttpClient("query-gateway"));
        Replays = _app.CreateHttpClient("replay-coordinator");
        _aws = ConnectTo(_app.GetEndpoint("localaws"));
    }

    public Uri Postgres => _app!.GetEndpoint("query-gateway", "postgres");

    public HttpClient CreateHttpClient(string service) => _app!.CreateHttpClient(service);

    /// <summary>The command line, as its users run it, against these services.</summary>
    public DotnetProcess StartKp(string[] args, string input = "") => new("kp.dll", args, new Dictionary<string, string>
    {
        ["KP_GATEWAY_URL"] = AddressOf("query-gateway"),
        ["KP_REPLAY_URL"] = AddressOf("replay-coordinator"),
        ["KP_PROVISIONER_URL"] = AddressOf("cluster-provisioner"),
        ["KP_ARCHIVER_URL"] = AddressOf("archiver"),
    }, input);

    public string AddressOf(string service) => _app!.GetEndpoint(service).AbsoluteUri;

    public async Task DisposeAsync()
    {
        if (_aws is not null) await _aws.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
        if (_trino is not null) await _trino.DisposeAsync();
        if (_telemetry is not null) await _telemetry.DisposeAsync();
    }

    private static ServiceProvider ConnectTo(Uri endpoint)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ENDPOINT_URL"] = endpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
        }).Build();
        return new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).BuildServiceProvider();
    }
}
