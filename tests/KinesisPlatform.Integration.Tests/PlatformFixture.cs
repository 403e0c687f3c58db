using Aspire.Hosting;
using Aspire.Hosting.Testing;
using KinesisPlatform.Aws;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Integration.Tests;

/// <summary>The whole platform as its AppHost composes it, on free ports, with its telemetry received here.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    public static readonly string[] Services = ["archiver", "query-gateway", "replay-coordinator", "cluster-provisioner", "demo-producer"];

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private DistributedApplication? _app;
    private OtlpReceiver? _telemetry;
    private ServiceProvider? _aws;

    public OtlpReceiver Telemetry => _telemetry!;

    public SqlClient Sql { get; private set; } = null!;

    public HttpClient Replays { get; private set; } = null!;

    public IStreamProducer Producer => _aws!.GetRequiredService<IStreamProducer>();

    public IStreamDirectory Streams => _aws!.GetRequiredService<IStreamDirectory>();

    public async Task InitializeAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        _telemetry = await OtlpReceiver.StartAsync(limit.Token);
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

    public string AddressOf(string service) => _app!.GetEndpoint(service).AbsoluteUri;

    public async Task DisposeAsync()
    {
        if (_aws is not null) await _aws.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
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
