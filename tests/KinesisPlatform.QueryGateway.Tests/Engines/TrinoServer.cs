using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>
/// A server of Trino's client protocol, written from its documentation ("Trino client REST API") and the shapes that a Trino answers: statements are queued and begin with the first poll, an answer's
/// token may be asked again until the next one is, a DELETE ends a statement. What statements answer is scripted by a piece of their text.
/// </summary>
internal sealed class TrinoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TrinoScript> _running = new();
    private readonly List<(string Piece, Func<Task<TrinoAnswer[]>> Answers)> _scripts = [];
    private int _count;

    private TrinoServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Every request, in order: <c>POST …</c>, <c>GET …</c>, <c>DELETE …</c>.</summary>
    public ConcurrentQueue<TrinoRequest> Requests { get; } = new();

    public IEnumerable<string> Statements => Requests.Where(request => request.Method == "POST").Select(request => request.Body);

    /// <summary>Those that were ended by DELETE.</summary>
    public ConcurrentQueue<string> Cancelled { get; } = new();

    /// <summary>Answers the next requests with these statuses, each with its Retry-After in seconds, in the place of what they ask for.</summary>
    public ConcurrentQueue<(int Status, int? RetryAfter)> Refusals { get; } = new();

    /// <summary>What the nextUri of answers begins with, in the place of this server's own address.</summary>
    public string? Elsewhere { get; set; }

    /// <summary>Catalogs, and the one that sessions have by default.</summary>
    public (string[] Names, string? Default) Catalogs { get; set; } = (["kinesis", "hive", "system"], null);

    public static async Task<TrinoServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new TrinoServer(app);
        app.MapPost("/v1/statement", server.PostAsync);
        app.MapGet("/v1/statement/{kind}/{id}/{slug}/{token:int}", server.GetAsync);
        app.MapDelete("/v1/statement/{kind}/{id}/{slug}/{token:int}", server.Delete);
        await app.StartAsync();
        return server;
    }

    /// <summary>What statements with this piece in them answer; the last one set goes before others.</summary>
    public void On(string piece, params TrinoAnswer[] answers) => On(piece, () => Task.FromResult(answers));

    /// <param name="answers">Made when such a statement comes.</param>
    public void On(string piece, Func<Task<TrinoAnswer[]>> answers)
    {
        lock (_scripts) _scripts.Insert(0, (piece, answers));
    }

    /// <summary>What EXPLAIN (TYPE IO) says of statements with this piece in them.</summary>
    public void OnExplain(string piece, params string[] tables) => On($"{{explain}}{piece}", TrinoAnswer.Of([("Query Plan", "varchar", null)], [Io(tables, null)]));

    /// <param name="tables"><c>catalog.schema.table</c></param>
    public static string Io(IEnumerable<string> tables, string? output)
    {
        var plan = new JsonObject
        {
            ["inputTableColumnInfos"] = new JsonArray([.. tables.Select(table => (JsonNode)new JsonObject
            {
                ["table"] = Table(table), ["constraint"] = new JsonObject { ["none"] = false, ["columnConstraints"] = new JsonArray() }, ["estimate"] = new JsonObject { ["outputRowCount"] = "NaN" },
            })]),
            ["estimate"] = new JsonObject { ["outputRowCount"] = "NaN" },
        };
        if (output is not null) plan["outputTable"] = Table(output);
        return plan.ToJsonString();

        static JsonObject Table(string name) => name.Split('.', 3) is [var catalog, var schema, var table]
            ? new JsonObject { ["catalog"] = catalog, ["schemaTable"] = new JsonObject { ["schema"] = schema, ["table"] = table } }
            : throw new ArgumentException(name);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task PostAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.Where(header => header.Key.StartsWith("X-Trino-", StringComparison.OrdinalIgnoreCase) || header.Key == "Authorization").ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests.Enqueue(new("POST", body, headers));
        if (Refuses(context)) return;
        if (!headers.ContainsKey("X-Trino-User"))
        {
            context.Response.StatusCode = 401;
            return;
        }
        var id = $"20260101_000000_{Interlocked.Increment(ref _count):00000}_abcde";
        _running[id] = new(await Find(Sql(body, headers), body)());
        await WriteAsync(context, id, 0, new JsonObject { ["stats"] = Stats("QUEUED", 0) }, "queued");
    }

    // EXECUTE q USING … runs what the header has under that name.
    private static string Sql(string body, Dictionary<string, string> headers) =>
        headers.TryGetValue("X-Trino-Prepared-Statement", out var prepared) ? $"{(body.StartsWith("EXPLAIN", StringComparison.Ordinal) ? body : "")} {Uri.UnescapeDataString(prepared[(prepared.IndexOf('=', StringComparison.Ordinal) + 1)..])}" : body;

    private Func<Task<TrinoAnswer[]>> Find(string sql, string body)
    {
        if (sql.Contains("system.metadata.catalogs", StringComparison.Ordinal))
            return Always(TrinoAnswer.Of([("catalog_name", "varchar", null), ("current_catalog", "varchar", null)], [.. Catalogs.Names.Select(name => new object?[] { name, Catalogs.Default })]));
        var isExplain = body.StartsWith("EXPLAIN (TYPE IO, FORMAT JSON)", StringComparison.Ordinal);
        lock (_scripts)
        {
            foreach (var (piece, answers) in _scripts)
            {
                if (piece.StartsWith("{explain}", StringComparison.Ordinal) ? isExplain && sql.Contains(piece[9..], StringComparison.Ordinal) : !isExplain && sql.Contains(piece, StringComparison.Ordinal)) return answers;
            }
        }
        // The planner of a Trino whose only tables are those of the catalog kinesis: each that is named in full is read.
        if (isExplain) return Always(TrinoAnswer.Of([("Query Plan", "varchar", null)], [Io(Regex.Matches(sql, "\"kinesis\"\\.\"kinesis\"\\.\"([^\"]+)\"").Select(match => $"kinesis.kinesis.{match.Groups[1].Value}").Distinct(), null)]));
        return Always(TrinoAnswer.Failed("SYNTAX_ERROR", "USER_ERROR", "line 1:1: mismatched input", 1, 1));

        static Func<Task<TrinoAnswer[]>> Always(TrinoAnswer answer) => () => Task.FromResult<TrinoAnswer[]>([answer]);
    }

    private async Task GetAsync(HttpContext context, string kind, string id, int token)
    {
        Requests.Enqueue(new("GET", $"{kind}/{id}/{token}", new Dictionary<string, string>()));
        if (Refuses(context)) return;
        if (!_running.TryGetValue(id, out var script) || token < script.Asked - 1 || token >= script.Answers.Count)
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }
        script.Asked = Math.Max(script.Asked, token + 1);
        var answer = script.Answers[token];
        if (answer.Until is { } until) await until.WaitAsync(context.RequestAborted);
        if (script.Breaks(token))
        {
            // In the middle of the answer.
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"id\":\"2026");
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }
        await WriteAsync(context, id, token + 1 < script.Answers.Count && answer.Error is null ? token + 1 : null, answer.ToJson(token, script.Answers.Count), "executing");
    }

    private IResult Delete(string kind, string id, int token)
    {
        Requests.Enqueue(new("DELETE", $"{kind}/{id}/{token}", new Dictionary<string, string>()));
        Cancelled.Enqueue(id);
        _running.TryRemove(id, out _);
        return Results.NoContent();
    }

    private bool Refuses(HttpContext context)
    {
        if (!Refusals.TryDequeue(out var refusal)) return false;
        context.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }

    private async Task WriteAsync(HttpContext context, string id, int? next, JsonObject answer, string kind)
    {
        answer["id"] = id;
        answer["infoUri"] = $"{Address}ui/query.html?{id}";
        if (next is { } token) answer["nextUri"] = $"{Elsewhere ?? Address.ToString().TrimEnd('/')}/v1/statement/{kind}/{id}/y1a2b3/{token}";
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()));
    }

    internal static JsonObject Stats(string state, int percent) => new()
    {
        ["state"] = state, ["queued"] = state == "QUEUED", ["scheduled"] = state != "QUEUED", ["nodes"] = 2, ["totalSplits"] = 10, ["queuedSplits"] = 0, ["runningSplits"] = 10 - (percent / 10), ["completedSplits"] = percent / 10,
        ["cpuTimeMillis"] = 40, ["wallTimeMillis"] = 50, ["queuedTimeMillis"] = 3, ["elapsedTimeMillis"] = 60, ["processedRows"] = 1234, ["processedBytes"] = 99, ["physicalInputBytes"] = 5678, ["peakMemoryBytes"] = 4096, ["spilledBytes"] = 0,
    };
}

internal sealed record TrinoRequest(string Method, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>What one statement answers, poll by poll.</summary>
internal sealed class TrinoScript(IReadOnlyList<TrinoAnswer> answers)
{
    private readonly ConcurrentDictionary<int, int> _broken = new();

    public IReadOnlyList<TrinoAnswer> Answers { get; } = answers;

    /// <summary>Tokens up to this one have been asked for.</summary>
    public int Asked { get; set; }

    public bool Breaks(int token) => _broken.AddOrUpdate(token, 1, (_, count) => count + 1) <= Answers[token].BreaksFirst;
}

/// <summary>One answer: with columns, rows, both or neither.</summary>
/// <param name="Until">It is not given before.</param>
/// <param name="BreaksFirst">How many times the connection is dropped in the middle of it.</param>
internal sealed record TrinoAnswer(JsonArray? Columns, JsonArray? Data, JsonObject? Error = null, Task? Until = null, int BreaksFirst = 0, string? Warning = null)
{
    public static TrinoAnswer Empty { get; } = new(null, null);

    /// <param name="columns">Name, type and the type's signature; null for that of a type without arguments.</param>
    public static TrinoAnswer Of((string Name, string Type, string? Signature)[] columns, params object?[][] rows) => new(
        new([.. columns.Select(column => (JsonNode)new JsonObject
        {
            ["name"] = column.Name, ["type"] = column.Type, ["typeSignature"] = JsonNode.Parse(column.Signature ?? $$"""{"rawType":"{{column.Type}}","arguments":[]}"""),
        })]),
        rows.Length == 0 ? null : (JsonArray)JsonSerializer.SerializeToNode(rows)!);

    /// <param name="rows">As JSON, as they come.</param>
    public static TrinoAnswer Json(string columns, string rows) => new((JsonArray)JsonNode.Parse(columns)!, (JsonArray)JsonNode.Parse(rows)!);

    public static TrinoAnswer Failed(string name, string type, string message, int? line = null, int? column = null)
    {
        var error = new JsonObject { ["message"] = message, ["errorCode"] = 1, ["errorName"] = name, ["errorType"] = type, ["failureInfo"] = new JsonObject { ["type"] = "io.trino.spi.TrinoException", ["stack"] = new JsonArray("secret.internals(Trino.java:1)") } };
        if (line is not null) error["errorLocation"] = new JsonObject { ["lineNumber"] = line, ["columnNumber"] = column };
        return new(null, null, error);
    }

    public JsonObject ToJson(int token, int count)
    {
        var json = new JsonObject { ["stats"] = TrinoServer.Stats(Error is not null ? "FAILED" : token + 1 == count ? "FINISHED" : "RUNNING", Math.Min(100, 100 * (token + 1) / count)), ["warnings"] = new JsonArray() };
        if (Warning is not null) json["warnings"] = new JsonArray(new JsonObject { ["warningCode"] = new JsonObject { ["code"] = 1, ["name"] = "W" }, ["message"] = Warning });
        if (Columns is not null) json["columns"] = Columns.DeepClone();
        if (Data is not null) json["data"] = Data.DeepClone();
        if (Error is not null) json["error"] = Error.DeepClone();
        return json;
    }
}
