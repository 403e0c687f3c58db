using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.TestKit;

/// <summary>
/// A collector inside the test: takes OTLP over HTTP (protobuf) on a free loopback port. Point a service at it with
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT={Endpoint}</c> and <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<ReceivedSpan> _spans = [];
    private TaskCompletionSource _arrival = NewArrival();
    private readonly TaskCompletionSource _metricsArrival = NewArrival();
    private int _logBatches;

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>Without a path: exporters append <c>/v1/traces</c> and its like.</summary>
    public Uri Endpoint => new(_app.Urls.Single());

    /// <summary>All spans so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedSpan> Spans
    {
        get
        {
            lock (_gate) return [.. _spans];
        }
    }

    /// <summary>Completes with the first batch of metrics.</summary>
    public Task MetricsArrival => _metricsArrival.Task;

    public int LogBatchCount => Volatile.Read(ref _logBatches);

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", receiver.TakeTracesAsync);
        app.MapPost("/v1/metrics", () =>
        {
            receiver._metricsArrival.TrySetResult();
            return Accepted();
        });
        app.MapPost("/v1/logs", () =>
        {
            Interlocked.Increment(ref receiver._logBatches);
            return Accepted();
        });
        await app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Waits until the spans so far satisfy <paramref name="enough"/>, and returns them.</summary>
    /// <exception cref="TimeoutException">They do not within <paramref name="deadline"/>; the message lists what came.</exception>
    public async Task<IReadOnlyList<ReceivedSpan>> WaitForSpansAsync(Func<IReadOnlyList<ReceivedSpan>, bool> enough, TimeSpan deadline)
    {
        using var expiry = new CancellationTokenSource(deadline);
        while (true)
        {
            Task arrival;
            lock (_gate) arrival = _arrival.Task;
            var spans = Spans;
            if (enough(spans)) return spans;
            try
            {
                await arrival.WaitAsync(expiry.Token);
            }
            catch (OperationCanceledException)
            {
                var seen = string.Join(Environment.NewLine, spans.Select(s => $"  {s.ServiceName}: {s.Name} (trace {s.TraceId}, parent {s.ParentSpanId})"));
                throw new TimeoutException($"The expected spans did not arrive within {deadline}. These did:{Environment.NewLine}{seen}");
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static IResult Accepted() => Results.Bytes([], "application/x-protobuf");

    private async Task<IResult> TakeTracesAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var spans = OtlpTraceParser.Parse(body.ToArray()).ToArray();
        TaskCompletionSource arrival;
        lock (_gate)
        {
            _spans.AddRange(spans);
            (arrival, _arrival) = (_arrival, NewArrival());
        }
        arrival.SetResult();
        return Accepted();
    }
}
