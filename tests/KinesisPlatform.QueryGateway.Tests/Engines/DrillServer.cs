using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>
/// A server of Drill's REST interface, written from its documentation ("REST API Introduction") and the answers of Drill 1.19 and later: an answer begins when its first rows are there, its columns in front;
/// a query computes on without its client; it is cancelled by a GET. What statements answer is scripted by a piece of their text.
/// </summary>
internal sealed class DrillServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(string Piece, DrillScript Script)> _scripts = [];
    private readonly ConcurrentDictionary<string, string> _running = new();
    private readonly ConcurrentDictionary<string, (string Error, int Looks)> _profiles = new();
    private int _count, _looks;

    private DrillServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public ConcurrentQueue<JsonElement> Requests { get; } = new();

    public ConcurrentQueue<string> Cancelled { get; } = new();

    public ConcurrentQueue<int> Refusals { get; } = new();

    /// <summary>How often its list of queries was asked for.</summary>
    public int Looks => _looks;

    public static async Task<DrillServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new DrillServer(app);
        app.MapPost("/query.json", server.QueryAsync);
        app.MapGet("/profiles.json", server.Profiles);
        app.MapGet("/profiles/{id}.json", server.Profile);
        app.MapGet("/profiles/cancel/{id}", server.Cancel);
        await app.StartAsync();
        return server;
    }

    public void On(string piece, DrillScript script)
    {
        lock (_scripts) _scripts.Insert(0, (piece, script));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task QueryAsync(HttpContext context)
    {
        var request = await context.Request.ReadFromJsonAsync<JsonElement>();
        if (Refusals.TryDequeue(out var status))
        {
            Requests.Enqueue(request);
            context.Response.StatusCode = status;
            return;
        }
        var sql = request.GetProperty("query").GetString()!;
        DrillScript script;
        lock (_scripts) script = _scripts.FirstOrDefault(known => sql.Contains(known.Piece, StringComparison.Ordinal)).Script ?? new() { Error = "PARSE ERROR: Encountered \"nope\" at line 2, column 1." };
        var id = $"1f9c72aa-bafb-2d58-ebfa-{Interlocked.Increment(ref _count):000000000000}";
        // Its list shows the first characters of each.
        _running[id] = sql[..Math.Min(sql.Length, 150)];
        // Whoever sees the request finds it in the list.
        Requests.Enqueue(request);
        try
        {
            if (script.Until is { } until) await until.WaitAsync(context.RequestAborted);
            await WriteAsync(context, id, script, request);
            _running.TryRemove(id, out _);
        }
        catch (OperationCanceledException)
        {
            // It computes on.
        }
    }

    private async Task WriteAsync(HttpContext context, string id, DrillScript script, JsonElement request)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        if (script.Error is { } error && script.Rows.Count == 0)
        {
            var isVerbose = request.GetProperty("options").TryGetProperty("drill.exec.http.rest.errors.verbose", out var verbose) && verbose.GetString() == "true";
            await response.WriteAsync(isVerbose
                ? JsonSerializer.Serialize(new { queryId = id, exception = "org.apache.calcite.runtime.CalciteContextException", errorMessage = error, stackTrace = new[] { "secret.internals" }, queryState = "FAILED" })
                : JsonSerializer.Serialize(new { queryId = id, queryState = "FAILED" }));
            return;
        }
        var limit = request.TryGetProperty("autoLimit", out var autoLimit) ? autoLimit.GetInt32() : int.MaxValue;
        await response.WriteAsync($"{{\"queryId\":\"{id}\"\n,\"columns\":{JsonSerializer.Serialize(script.Columns.Select(column => column.Name))}\n,\"metadata\":{JsonSerializer.Serialize(script.Columns.Select(column => column.Type))}\n,\"attemptedAutoLimit\":{(limit == int.MaxValue ? 0 : limit)}\n,\"rows\":[\n");
        foreach (var (row, i) in script.Rows.Take(limit).Select((row, i) => (row, i)))
        {
            // Cut anywhere: a reader has to wait for the rest.
            var text = (i > 0 ? "," : "") + row + "\n";
            await response.WriteAsync(text[..(text.Length / 2)]);
            await response.Body.FlushAsync();
            await response.WriteAsync(text[(text.Length / 2)..]);
            if (script.PauseBehind == i) await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        if (script.IsCutOff) return;
        // Written down after the answer has ended.
        if (script.Error is not null) _profiles[id] = (script.Error, 1);
        await response.WriteAsync($"]\n,\"queryState\":\"{script.State ?? (script.Error is null ? "COMPLETED" : "FAILED")}\"\n}}\n");
    }

    private IResult Profiles()
    {
        Interlocked.Increment(ref _looks);
        return Results.Json(new { runningQueries = _running.Select(query => new { queryId = query.Key, query = query.Value, state = "RUNNING" }), finishedQueries = Array.Empty<object>() });
    }

    private IResult Profile(string id)
    {
        if (!_profiles.TryGetValue(id, out var profile)) return Results.Text("{ 'message' : 'error (unable to serialize profile)' }", "application/json", statusCode: 500);
        _profiles[id] = (profile.Error, profile.Looks - 1);
        return Results.Json(new { state = 4, error = profile.Looks > 0 ? "" : profile.Error });
    }

    private IResult Cancel(string id)
    {
        if (!_running.TryRemove(id, out _)) return Results.Text($"Failure attempting to cancel query {id}.");
        Cancelled.Enqueue(id);
        return Results.Text($"Cancelled query {id} on locally running node.");
    }
}

internal sealed class DrillScript
{
    public IReadOnlyList<(string Name, string Type)> Columns { get; init; } = [];

    /// <summary>Each a JSON object.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>Why it fails: at once, or behind the rows.</summary>
    public string? Error { get; init; }

    public string? State { get; init; }

    /// <summary>The first rows are not there before.</summary>
    public Task? Until { get; init; }

    /// <summary>Nothing comes behind the row of this index.</summary>
    public int? PauseBehind { get; init; }

    /// <summary>The answer ends behind the rows.</summary>
    public bool IsCutOff { get; init; }
}
