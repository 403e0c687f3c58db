using System.Diagnostics;
using KinesisPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.ServiceDefaults.Tests;

public sealed class TelemetryTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly ActivitySource Source = new("KinesisPlatform.ServiceDefaults.Tests");

    [Fact]
    public async Task Request_OtlpEndpointSet_ExportsOneTraceByRoute()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var service = await StartAsync(receiver, app => app.MapGet("/streams/{name}", (string name, ILogger<TelemetryTests> logger) =>
        {
            using var inner = Source.StartActivity("read stream");
            logger.LogInformation("read");
            return name;
        }));

        await service.Client.GetStringAsync("/health");
        await service.Client.GetStringAsync("/streams/flights");
        await service.StopAsync();
        var spans = await receiver.WaitForSpansAsync(s => s.Any(x => x.Name == "read stream") && s.Any(x => x.Name == "GET /streams/{name}"), Deadline);

        var server = Assert.Single(spans, s => s.Name == "GET /streams/{name}");
        var inner = Assert.Single(spans, s => s.Name == "read stream");
        Assert.Equal(server.TraceId, inner.TraceId);
        Assert.Equal(server.SpanId, inner.ParentSpanId);
        Assert.Equal("the-service", server.ServiceName);
        Assert.Equal("/streams/{name}", server.Attributes["http.route"]);
        Assert.Equal("200", server.Attributes["http.response.status_code"]);
        Assert.Equal("GET", server.Attributes["http.request.method"]);
        Assert.DoesNotContain(spans, s => s.Name.Contains("health", StringComparison.Ordinal));
        await receiver.MetricsArrival.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Request_Fails_SpanHasRouteAndStatus()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var service = await StartAsync(receiver, app => app.MapGet("/fail/{id}", string (string id) => throw new PlatformException(FailureKind.Unavailable, id)));

        using var response = await service.Client.GetAsync("/fail/7");
        await service.StopAsync();

        var spans = await receiver.WaitForSpansAsync(s => s.Any(x => x.Name == "GET /fail/{id}"), Deadline);
        Assert.Equal("503", spans.Single(s => s.Name == "GET /fail/{id}").Attributes["http.response.status_code"]);
    }

    [Fact]
    public async Task ClientCall_NobodyAsked_IsNotExported()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var service = await StartAsync(receiver, _ => { });

        using (Source.StartActivity("poll", ActivityKind.Client))
        using (Source.StartActivity("poll over HTTP", ActivityKind.Client)) { }
        using (Source.StartActivity("work", ActivityKind.Internal)) { }
        await service.StopAsync();

        var spans = await receiver.WaitForSpansAsync(s => s.Any(x => x.Name == "work"), Deadline);
        Assert.DoesNotContain(spans, s => s.Name.StartsWith("poll", StringComparison.Ordinal));
    }

    private static Task<TestService> StartAsync(OtlpReceiver receiver, Action<WebApplication> map) =>
        TestService.StartAsync(map, settings: new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "the-service",
            // The test's own HttpClient runs in this process: its unrecorded root must not decide for the server.
            ["OTEL_TRACES_SAMPLER"] = "always_on",
        });
}
