using System.Globalization;
using System.Runtime.ExceptionServices;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>
/// A DuckDB instance for some statements of one tenant, one after the other. What a statement makes is temporary, and so its connection's, with which it goes; what they share are settings, locked
/// before the first of them is compiled, and functions. It has no threads of its own: they would have been started by one statement and be used by the next, with the files of the first.
/// To be opened by a thread that is not confined.
/// </summary>
internal sealed class WorkerInstance : IDisposable
{
    // Opening costs several times what a small statement does. A worker's first instance is there soon, its later ones are shared by so many that it does not count; by no more, so that what
    // piles up in one does not count either.
    private const int StatementsOfFirst = 4;
    private const int StatementsMax = 32;

    private readonly WorkerSettings _settings;
    private readonly int _statementCount;
    private readonly Thread _opening;
    private readonly Stack<DuckDbConnection> _connections = new();
    private readonly Dictionary<string, string> _fieldFunctions = [];
    private readonly LiveFunction _live = new();
    private DuckDbDatabase? _database;
    private ExceptionDispatchInfo? _failure;

    private WorkerInstance(WorkerSettings settings, int statementCount)
    {
        (_settings, _statementCount) = (settings, statementCount);
        _opening = new(Open) { IsBackground = true, Name = "open" };
        _opening.Start();
    }

    /// <summary>Its settings are locked: a statement that needs to run something before cannot use it any more.</summary>
    public bool IsLocked { get; private set; }

    public bool IsUsedUp => IsLocked && _connections.Count == 0;

    /// <summary>Begins to open a worker's first one.</summary>
    public static WorkerInstance Open(WorkerSettings settings) => new(settings, StatementsOfFirst);

    /// <summary>Closes this one and begins to open the next.</summary>
    public WorkerInstance Renew()
    {
        Dispose();
        return new(_settings, Math.Min(_statementCount * 2, StatementsMax));
    }

    /// <summary>The connection for one statement.</summary>
    /// <exception cref="DuckDbException">The instance could not be opened.</exception>
    public DuckDbConnection Take(WorkerPlan plan)
    {
        _opening.Join();
        _failure?.Throw();
        _live.Plan = plan;
        return _connections.Pop();
    }

    /// <summary>For the threads besides the statement's own.</summary>
    public DuckDbTasks Lend() => _database!.Lend();

    /// <summary>Lets nothing be reached any more but the statements' files, and no setting be changed.</summary>
    public void Lock(DuckDbConnection connection)
    {
        if (IsLocked) return;
        connection.Execute($"SET allowed_directories = [{DuckDbSyntax.Literal(_settings.FilesFolder)}]");
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");
        IsLocked = true;
    }

    /// <returns>The name of the function that computes <c>fields</c> of payloads.</returns>
    public string FieldsFunction(DuckDbConnection connection, PayloadFields fields)
    {
        // Of one type is of one way to compute it.
        var type = fields.DuckDbType.ToString();
        if (_fieldFunctions.TryGetValue(type, out var name)) return name;
        name = $"payload_fields_{_fieldFunctions.Count.ToString(CultureInfo.InvariantCulture)}";
        connection.Register(new PayloadFieldsFunction(name, fields));
        return _fieldFunctions[type] = name;
    }

    public void Dispose()
    {
        _opening.Join();
        foreach (var connection in _connections) connection.Dispose();
        _database?.Dispose();
    }

    private void Open()
    {
        try
        {
            var threads = _settings.Threads.ToString(CultureInfo.InvariantCulture);
            _database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = threads, ["external_threads"] = threads });
            for (var i = 0; i < _statementCount; i++) _connections.Push(_database.Connect());
            Prepare(_connections.Peek());
            foreach (var connection in _connections) PrepareOwn(connection);
        }
#pragma warning disable CA1031 // The first statement reports it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Prepare(DuckDbConnection connection)
    {
        Set("memory_limit", DuckDbSyntax.Literal($"{_settings.MemoryBytesMax / 1024}KiB"));
        Set("temp_directory", DuckDbSyntax.Literal(_settings.SpillFolder));
        Set("max_temp_directory_size", DuckDbSyntax.Literal($"{_settings.TempBytesMax / 1024}KiB"));
        Set("TimeZone", "'UTC'");
        Set("parquet_metadata_cache", "true");
        // It would keep what an image did not hold yet.
        Set("enable_external_file_cache", "false");
        // Memory goes back to the system a second after it was let go, by a thread of the allocator's own, not with each statement's end: the next one's would be cleared anew, page by page.
        Set("allocator_background_threads", "true");
        Set("autoinstall_known_extensions", "false");
        Set("autoload_known_extensions", "false");
        Set("allow_community_extensions", "false");
        Set("allow_persistent_secrets", "false");
        connection.Register(_live);

        void Set(string name, string value) => connection.Execute($"SET GLOBAL {name} = {value}");
    }

    // Settings that each connection has for itself.
    private static void PrepareOwn(DuckDbConnection connection)
    {
        connection.Execute("SET max_expression_depth = 250");
        // Counted, never printed: the engine asks for it.
        connection.Execute("SET enable_progress_bar = true");
        connection.Execute("SET enable_progress_bar_print = false");
        connection.Execute("SET progress_bar_time = 0");
    }
}
