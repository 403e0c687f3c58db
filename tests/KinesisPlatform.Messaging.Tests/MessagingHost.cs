using Amazon.SQS;
using KinesisPlatform.TestKit;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Messaging.Tests;

/// <summary>One service with messaging, as its process would have it.</summary>
internal sealed class MessagingHost : IAsyncDisposable
{
    /// <summary>What a stop or a poll does not end by itself is a test that fails.</summary>
    private static readonly TimeSpan LongerThanAnyTestWaits = TimeSpan.FromMinutes(10);

    private readonly IHost _host;

    private MessagingHost(IHost host) => _host = host;

    public IMessageSender Sender => _host.Services.GetRequiredService<IMessageSender>();

    public static AmazonSQSClient CreateClient(Uri endpoint) =>
        new(TestCredentials.Basic, new AmazonSQSConfig { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", Timeout = LongerThanAnyTestWaits });

    public static async Task<MessagingHost> StartAsync(
        Uri endpoint, string service, Recorder recorder, Action<IBusRegistrationConfigurator> consumers, TimeProvider? time = null, params (string Name, string Value)[] options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("Messaging:RetryInterval", "00:00:00"), .. options.Select(o => new KeyValuePair<string, string?>($"Messaging:{o.Name}", o.Value))]);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton<IAmazonSQS>(_ => CreateClient(endpoint)).AddSingleton(recorder).AddSingleton(time ?? TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongerThanAnyTestWaits);
        builder.Services.AddMessaging(builder.Configuration, service, consumers);
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public async Task<HealthReportEntry> HealthAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["messaging"];

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
