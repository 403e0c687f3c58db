using System.Collections.Concurrent;
using System.Text.Json;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Gate;

/// <summary>DuckDB's parser, in an instance that can reach nothing. Safe for concurrent callers.</summary>
internal sealed class SqlParser : IDisposable
{
    public const int TreeDepthMax = 2000;

    // Both the parser and the serializer recurse; a pool thread's stack is too small for what they let through.
    private const int StackBytes = 64 << 20;

    // One tenant's texts take one at most, and never keep the others waiting.
    private const int ParsersMax = 2;

    private readonly WorkerSlots _turns;
    private readonly Lazy<(DuckDbDatabase Database, FunctionPolicy Policy)> _duckDb;
    private readonly ConcurrentBag<DuckDbConnection> _connections = [];

    /// <param name="queueMax">The most texts that wait.</param>
    public SqlParser(int queueMax) => (_turns, _duckDb) = (new(ParsersMax, perTenantMax: 1, queueMax), new(Open));

    /// <param name="tenant">Whose text it is.</param>
    /// <param name="use">Is given the tree of <c>json_serialize_sql</c>, as long as it runs.</param>
    /// <exception cref="PlatformException">Invalid, with the position. Unavailable: too many wait already.</exception>
    public async Task<T> ParseAsync<T>(SqlText sql, string tenant, Func<JsonElement, FunctionPolicy, T> use, CancellationToken cancellationToken)
    {
        await _turns.TakeAsync(tenant, cancellationToken);
        try
        {
            var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => Complete(done, () => Parse(sql, use)), StackBytes) { IsBackground = true, Name = "SQL gate" }.Start();
            return await done.Task;
        }
        finally
        {
            _turns.Release(tenant);
        }
    }

    /// <returns>The text of a tree.</returns>
    public string Deserialize(string tree) => Connected(connection => (string)connection.Scalar("SELECT json_deserialize_sql($1::VARCHAR::JSON)", [tree])!);

    /// <exception cref="PlatformException">Invalid: the statement does not compile.</exception>
    public void Compile(string sql)
    {
        try
        {
            Connected<object?>(connection =>
            {
                connection.Prepare(sql).Dispose();
                return null;
            });
        }
        catch (DuckDbException exception)
        {
            throw new PlatformException(FailureKind.Invalid, exception.Message.Split('\n')[0].Trim(), exception);
        }
    }

    public void Dispose()
    {
        if (!_duckDb.IsValueCreated) return;
        foreach (var connection in _connections) connection.Dispose();
        _duckDb.Value.Database.Dispose();
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
#pragma warning disable CA1031 // Handed on to the caller, who awaits it.
        try { done.SetResult(work()); }
        catch (Exception exception) { done.SetException(exception); }
#pragma warning restore CA1031
    }

    private T Parse<T>(SqlText sql, Func<JsonElement, FunctionPolicy, T> use)
    {
        var policy = _duckDb.Value.Policy;
        var json = Connected(connection => (string)connection.Scalar("SELECT json_serialize_sql($1::VARCHAR, skip_null := false, skip_empty := false)::VARCHAR", [sql.Text])!);
        try
        {
            using var tree = JsonDocument.Parse(json, new() { MaxDepth = TreeDepthMax });
            if (tree.RootElement.GetProperty("error").GetBoolean()) throw Refusal(sql, tree.RootElement);
            return use(tree.RootElement, policy);
        }
        catch (JsonException)
        {
            throw new PlatformException(FailureKind.Invalid, "The SQL text is nested too deeply.");
        }
    }

    private static PlatformException Refusal(SqlText sql, JsonElement error)
    {
        var message = error.GetProperty("error_message").GetString() ?? "it does not parse";
        // The serializer's own words; the parser uses the same kind for clauses that DuckDB does not have.
        if (message.StartsWith("Only SELECT statements can be serialized", StringComparison.Ordinal)) return new(FailureKind.Invalid, "Exactly one SELECT statement is expected, or one of DESCRIBE, SUMMARIZE, SHOW TABLES, PIVOT, UNPIVOT, VALUES and EXPLAIN; other statements are not allowed.", new SqlStatementException(DuckDbErrorKind.Permission, message, null));
        var hasPosition = error.TryGetProperty("position", out var text) & ulong.TryParse(text.ValueKind == JsonValueKind.String ? text.GetString() : null, out var offset);
        TextPosition? place = hasPosition ? sql.AtByte(offset) : null;
        return new(FailureKind.Invalid, place is null ? $"{message}." : $"{message} ({place}).", new SqlStatementException(DuckDbErrorKind.Parser, message, place));
    }

    private T Connected<T>(Func<DuckDbConnection, T> use)
    {
        // As many as there are turns.
        if (!_connections.TryTake(out var connection)) throw new InvalidOperationException("More texts are parsed at once than may be.");
        try
        {
            return use(connection);
        }
        finally
        {
            _connections.Add(connection);
        }
    }

    private (DuckDbDatabase Database, FunctionPolicy Policy) Open()
    {
        var database = DuckDbDatabase.OpenInMemory();
        DuckDbConnection[] connections = [.. Enumerable.Range(0, ParsersMax).Select(_ => database.Connect())];
        var connection = connections[0];
        connection.Execute("SET threads = 1");
        var functions = new List<string>();
        using (var result = connection.Query("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro')"))
        {
            while (result.ReadChunk())
            {
                for (var row = 0; row < result.RowCount; row++) functions.Add((string)result.GetValue(0, row)!);
            }
        }
        // Each connection's own; what follows is the database's.
        foreach (var each in connections) each.Execute("SET max_expression_depth = 250");
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");
        foreach (var each in connections) _connections.Add(each);
        return (database, new(functions));
    }
}
