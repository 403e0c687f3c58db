using KinesisPlatform.Access;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Statements;
using KinesisPlatform.QueryGateway.Postgres.Syntax;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>What a connection keeps between messages. Used by one thread at a time, but for <see cref="Cancel"/>.</summary>
internal sealed class Session(StreamAccess access, string user, string database, SessionSettings settings, PostgresOptions options, StatementFactory statements, MessageWriter writer, CancellationToken closed) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PreparedStatement> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Portal> _portals = new(StringComparer.Ordinal);
    private readonly List<string> _savepoints = [];
    private Portal? _running;

    public StreamAccess Access { get; } = access;

    public string User { get; } = user;

    public string Database { get; } = database;

    public SessionSettings Settings { get; } = settings;

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Closed { get; } = closed;

    /// <summary>I: no transaction; T: in one; E: in one that failed.</summary>
    public char Status { get; private set; } = 'I';

    /// <summary>Stops what runs now, if anything does.</summary>
    public void Cancel()
    {
        lock (_gate) _running?.Cancel();
    }

    /// <summary>Does a part of a portal's work, which <see cref="Cancel"/> can stop.</summary>
    public async Task<T> RunAsync<T>(Portal portal, Func<Task<T>> work)
    {
        lock (_gate) _running = portal;
        try
        {
            return await work();
        }
        finally
        {
            lock (_gate) _running = null;
        }
    }

    public PreparedStatement Prepare(string text, SqlStatementText? statement, IReadOnlyList<uint> parameterTypes) => statements.Prepare(text, statement, parameterTypes, this);

    public IStatement Query(SqlStatementText statement, IReadOnlyList<uint> parameterTypes) => statements.Query(statement, parameterTypes, this);

    public void Fail()
    {
        if (Status == 'T') Status = 'E';
    }

    /// <exception cref="PostgresException">The transaction has failed, and the statement does not end it.</exception>
    public void Demand(PreparedStatement statement)
    {
        if (Status == 'E' && !statement.EndsTransaction)
            throw new PostgresException(SqlState.InFailedTransaction, "current transaction is aborted, commands ignored until end of transaction block");
    }

    public void Add(string name, PreparedStatement statement)
    {
        if (name.Length > 0 && _statements.ContainsKey(name)) throw new PostgresException(SqlState.DuplicateStatement, $"prepared statement \"{name}\" already exists");
        if (_statements.Count >= options.StatementsMax) throw new PostgresException(SqlState.LimitExceeded, $"{_statements.Count} statements are prepared; close some");
        _statements[name] = statement;
    }

    public PreparedStatement Statement(string name) => _statements.GetValueOrDefault(name) ?? throw new PostgresException(SqlState.InvalidStatementName, $"prepared statement \"{name}\" does not exist");

    public void Remove(string statement) => _statements.Remove(statement);

    public async Task AddAsync(string name, Portal portal)
    {
        if (name.Length == 0) await CloseAsync(name);
        else if (_portals.ContainsKey(name)) throw new PostgresException(SqlState.DuplicateCursor, $"cursor \"{name}\" already exists");
        if (_portals.Count >= options.StatementsMax) throw new PostgresException(SqlState.LimitExceeded, $"{_portals.Count} portals are open; close some");
        _portals[name] = portal;
    }

    public Portal Portal(string name) => _portals.GetValueOrDefault(name) ?? throw new PostgresException(SqlState.InvalidCursorName, $"portal \"{name}\" does not exist");

    public async Task CloseAsync(string portal)
    {
        if (_portals.Remove(portal, out var closed)) await closed.DisposeAsync();
    }

    /// <summary>At the end of a transaction, which is that of every message when none was begun: portals do not outlive it.</summary>
    public async Task EndMessageAsync()
    {
        if (Status == 'T') return;
        await ClosePortalsAsync();
    }

    public void Warn(string message) => writer.Warning(message);

    /// <summary>Changes settings and tells the client of those that it wants to know.</summary>
    public StatementResult Changed(string tag, Action change)
    {
        var before = SessionSettings.Reported.Select(Settings.Get).ToList();
        change();
        foreach (var (name, value) in SessionSettings.Reported.Zip(before))
        {
            if (Settings.Get(name) != value) writer.ParameterStatus(name, Settings.Get(name));
        }
        return StatementResult.Of(tag);
    }

    public StatementResult Begin(string tag)
    {
        if (Status != 'I') Warn("there is already a transaction in progress");
        else Status = 'T';
        return StatementResult.Of(tag);
    }

    public StatementResult Commit()
    {
        var tag = Status == 'E' ? "ROLLBACK" : "COMMIT";
        End();
        return StatementResult.Of(tag);
    }

    public StatementResult Rollback()
    {
        End();
        return StatementResult.Of("ROLLBACK");
    }

    public StatementResult Savepoint(string name)
    {
        if (Status == 'I') throw new PostgresException(SqlState.NoActiveTransaction, "SAVEPOINT can only be used in transaction blocks");
        if (_savepoints.Count >= options.StatementsMax) throw new PostgresException(SqlState.LimitExceeded, "too many savepoints");
        _savepoints.Add(name);
        return StatementResult.Of("SAVEPOINT");
    }

    public StatementResult Release(string name)
    {
        _savepoints.RemoveRange(Find(name), _savepoints.Count - Find(name));
        return StatementResult.Of("RELEASE");
    }

    public StatementResult RollbackTo(string name)
    {
        _savepoints.RemoveRange(Find(name) + 1, _savepoints.Count - Find(name) - 1);
        Status = 'T';
        return StatementResult.Of("ROLLBACK");
    }

    public StatementResult Discard(string what)
    {
        if (what != "all") return StatementResult.Of($"DISCARD {what.ToUpperInvariant()}");
        if (Status != 'I') throw new PostgresException(SqlState.ActiveTransaction, "DISCARD ALL cannot run inside a transaction block");
        _statements.Clear();
        return Changed("DISCARD ALL", Settings.ResetAll);
    }

    public StatementResult Deallocate(SqlToken name)
    {
        if (name.IsWord("all")) _statements.Clear();
        else if (!_statements.Remove(name.Value)) throw new PostgresException(SqlState.InvalidStatementName, $"prepared statement \"{name.Value}\" does not exist");
        return StatementResult.Of(name.IsWord("all") ? "DEALLOCATE ALL" : "DEALLOCATE");
    }

    public StatementResult CloseCursor(SqlToken name) => name.IsWord("all")
        ? StatementResult.Closing("CLOSE CURSOR ALL", ClosePortalsAsync)
        : StatementResult.Closing("CLOSE CURSOR", () => Portal(name.Value) is null ? Task.CompletedTask : CloseAsync(name.Value));

    public async ValueTask DisposeAsync() => await ClosePortalsAsync();

    private int Find(string savepoint)
    {
        var at = _savepoints.LastIndexOf(savepoint);
        return at >= 0 && Status != 'I' ? at : throw new PostgresException(SqlState.InvalidSavepoint, $"savepoint \"{savepoint}\" does not exist");
    }

    private void End()
    {
        if (Status == 'I') Warn("there is no transaction in progress");
        Status = 'I';
        _savepoints.Clear();
    }

    private async Task ClosePortalsAsync()
    {
        var open = _portals.Values.ToList();
        _portals.Clear();
        foreach (var portal in open) await portal.DisposeAsync();
    }
}
