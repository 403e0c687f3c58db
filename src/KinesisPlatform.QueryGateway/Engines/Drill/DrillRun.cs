using System.Runtime.CompilerServices;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Engines.Drill;

/// <summary>One statement at Drill, from its request to its answer's end. Not safe for concurrent callers, but for its disposal.</summary>
internal sealed class DrillRun(DrillClient client, DrillOptions options, QueryId id, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    // Drill ends an answer before it has written down why.
    private const int ReasonLooksMax = 8;

    private const int ListLooksMax = 5;

    // In front of the statement, on a line of its own: Drill's list of queries shows how each begins, and a query has no other sign before its first rows.
    private readonly string _mark = $"-- kinesis-platform {id}\n";
    private HttpResponseMessage? _response;
    private DrillAnswer? _answer;
    private DrillType[] _types = [];
    private string[] _names = [];
    private bool _isSent, _isEnded;
    private int _isDisposed;

    public IReadOnlyList<QueryColumn> Columns { get; private set; } = [];

    public string? QueryId { get; private set; }

    /// <summary>Sends the statement and waits for its columns or its failure.</summary>
    /// <exception cref="PlatformException">It failed, or Unavailable.</exception>
    public async Task StartAsync(string sql, int? rowsMax, CancellationToken cancellationToken)
    {
        _response = await client.OpenAsync(_mark + sql, rowsMax, isSent => _isSent = isSent, cancellationToken);
        _answer = new(await _response.Content.ReadAsStreamAsync(cancellationToken), options);
        await ReadAsync(async () =>
        {
            await _answer.ReadHeadAsync(cancellationToken);
            return true;
        });
        QueryId = Text("queryId");
        if (_answer.Members.ContainsKey("queryState")) await EndAsync(cancellationToken);
        else Describe();
    }

    /// <summary>The rows, to be enumerated once.</summary>
    /// <exception cref="PlatformException">It failed on the way.</exception>
    public async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!_isEnded)
        {
            if (await ReadAsync(() => _answer!.ReadRowsAsync(cancellationToken)) is not { } rows)
            {
                await EndAsync(cancellationToken);
                yield break;
            }
            yield return [.. rows.Select(Row)];
        }
    }

    /// <summary>Ends the statement at Drill, unless it has ended or was never taken: Drill computes on for a client that has gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _response?.Dispose();
        if (_isEnded || !_isSent) return;
        using var limit = new CancellationTokenSource(options.CancelTimeMax, time);
        try
        {
            // It may not be listed yet, or not any more.
            for (var look = 0; QueryId is null && look < ListLooksMax; look++)
            {
                if (look > 0) await Task.Delay(LookInterval, time, limit.Token);
                QueryId = await client.FindRunningAsync(_mark.TrimEnd(), limit.Token);
            }
            if (QueryId is not null) await client.CancelAsync(QueryId, limit.Token);
            else logger.EngineQueryLeft("Drill", null, "it is not in Drill's list of queries that run");
        }
        catch (Exception exception) when (exception is PlatformException or OperationCanceledException)
        {
            logger.EngineQueryLeft("Drill", QueryId, exception.Message);
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        var state = Text("queryState");
        _isEnded = true;
        if (state == "COMPLETED") return;
        if (state == "CANCELED") throw new PlatformException(FailureKind.Unavailable, $"The query was cancelled at Drill ({QueryId}), not by this service. Run it again if its result is wanted.");
        var reason = Text("errorMessage") ?? await FindReasonAsync(cancellationToken);
        throw DrillErrors.Describe(reason, QueryId, linesBefore: 1);
    }

    private async Task<string?> FindReasonAsync(CancellationToken cancellationToken)
    {
        for (var look = 0; QueryId is not null && look < ReasonLooksMax; look++)
        {
            if (await client.FindProfileAsync(QueryId, cancellationToken) is { } profile && profile.Text("error") is { Length: > 0 } error) return error;
            await Task.Delay(LookInterval, time, cancellationToken);
        }
        return null;
    }

    private void Describe()
    {
        if (Texts("columns") is not { } names || Texts("metadata") is not { } types || names.Length != types.Length)
            throw new PlatformException(FailureKind.Unavailable, "What answers is not Drill, or a Drill before 1.19, whose answers have their columns behind the rows. Use 1.20 or later.");
        (_names, _types) = (names, [.. types.Select(DrillType.Parse)]);
        Columns = [.. names.Select((name, i) => new QueryColumn(name, _types[i].DuckDbName))];
    }

    private object?[] Row(JsonElement row)
    {
        var values = new object?[_names.Length];
        for (var i = 0; i < values.Length; i++)
        {
            try
            {
                values[i] = row.TryGetProperty(_names[i], out var value) ? _types[i].Read(value) : null;
            }
            catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException or InvalidOperationException)
            {
                throw new PlatformException(FailureKind.Data, $"Drill's column \"{_names[i]}\" holds something that is no {_types[i].Name} ({exception.Message}). Cast it to varchar in the statement, or leave it out.", exception);
            }
        }
        return values;
    }

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            throw new PlatformException(FailureKind.Unavailable, "Drill's answer broke off: its Drillbit ended, or the connection. The result is not whole. Run the query again.", lost);
        }
    }

    private string? Text(string name) => _answer!.Members.TryGetValue(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private string[]? Texts(string name) => _answer!.Members.TryGetValue(name, out var member) && member.ValueKind == JsonValueKind.Array
        ? [.. member.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")]
        : null;
}
