using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines.Drill;

/// <summary>Drill's REST interface (its documentation, "REST API Introduction"). Each request is a session of its own: no cookies are kept. Safe for concurrent callers.</summary>
internal sealed class DrillClient : IDisposable
{
    private static readonly TimeSpan LookTimeMax = TimeSpan.FromSeconds(5);

    private readonly DrillOptions _options;
    private readonly EngineHttp _http;

    public DrillClient(IOptions<EnginesOptions> options, TimeProvider time) => (_options, _http) = (options.Value.Drill, new("Drill", options.Value.Drill, EngineHttp.Basic(options.Value.Drill), time));

    /// <summary>Sends a statement; Drill answers when its first rows are there. What may have been taken is not sent again: it may run.</summary>
    /// <param name="rowsMax">Drill stops after so many; null for all.</param>
    /// <param name="sent">Told true when it may be taken from then on, and false when it surely was not.</param>
    /// <exception cref="PlatformException">Unavailable.</exception>
    public Task<HttpResponseMessage> OpenAsync(string sql, int? rowsMax, Action<bool> sent, CancellationToken cancellationToken) => _http.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Post, new Uri(_http.Address, "/query.json")) { Content = JsonContent.Create(new Request("SQL", sql, _options.Schema, rowsMax, Request.Verbose)) },
        (response, _) => Task.FromResult(response), Timeout.InfiniteTimeSpan, isRepeatable: false, cancellationToken, sent);

    /// <summary>A query's profile: <c>{"state":4,"error":"SYSTEM ERROR: …","verboseError":"…"}</c>; null when it cannot be had.</summary>
    public Task<JsonElement?> FindProfileAsync(string queryId, CancellationToken cancellationToken) => GetJsonAsync($"/profiles/{Uri.EscapeDataString(queryId)}.json", cancellationToken);

    /// <summary>The id of the query that runs and begins with a text: <c>{"runningQueries":[{"queryId":"…","query":"…"}],"finishedQueries":[…]}</c>; null when none does.</summary>
    public async Task<string?> FindRunningAsync(string beginning, CancellationToken cancellationToken)
    {
        if (await GetJsonAsync("/profiles.json", cancellationToken) is not { ValueKind: JsonValueKind.Object } profiles || !profiles.TryGetProperty("runningQueries", out var running) || running.ValueKind != JsonValueKind.Array) return null;
        foreach (var query in running.EnumerateArray())
        {
            if (query.Text("query")?.StartsWith(beginning, StringComparison.Ordinal) == true) return query.Text("queryId");
        }
        return null;
    }

    /// <exception cref="PlatformException">Unavailable.</exception>
    public Task CancelAsync(string queryId, CancellationToken cancellationToken) => _http.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Get, new Uri(_http.Address, $"/profiles/cancel/{Uri.EscapeDataString(queryId)}")),
        (response, _) =>
        {
            response.Dispose();
            return Task.FromResult(true);
        }, LookTimeMax, isRepeatable: true, cancellationToken);

    public void Dispose() => _http.Dispose();

    // Drill answers what is no JSON where there is no such profile, and now and then 500 where there is.
    private async Task<JsonElement?> GetJsonAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(_http.Address, path)), async (response, limit) =>
            {
                using (response) return await response.Content.ReadFromJsonAsync<JsonElement?>(limit);
            }, LookTimeMax, isRepeatable: false, cancellationToken);
        }
        catch (Exception exception) when (exception is PlatformException or JsonException)
        {
            return null;
        }
    }

    /// <param name="AutoLimit">Left out where there is none: Drill keeps no value for it.</param>
    private sealed record Request(
        [property: JsonPropertyName("queryType")] string QueryType, [property: JsonPropertyName("query")] string Query, [property: JsonPropertyName("defaultSchema")] string DefaultSchema,
        [property: JsonPropertyName("autoLimit"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AutoLimit,
        [property: JsonPropertyName("options")] IReadOnlyDictionary<string, string> Options)
    {
        /// <summary>Without it Drill says that a statement failed and not why.</summary>
        public static readonly IReadOnlyDictionary<string, string> Verbose = new Dictionary<string, string> { ["drill.exec.http.rest.errors.verbose"] = "true" };
    }
}
