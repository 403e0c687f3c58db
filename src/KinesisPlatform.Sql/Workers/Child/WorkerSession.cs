using System.Globalization;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Compaction;
using KinesisPlatform.Sql.Workers.Sandbox;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>
/// A DuckDB instance for one statement of somebody unknown: opened ahead of need, then filled, locked, used once and closed. It has a thread of its own,
/// on which the instance is opened and everything runs, because what the statement may reach of the file system is given up by that thread, and
/// by those that DuckDB starts from it.
/// </summary>
internal sealed class WorkerSession
{
    private const int StackBytes = 16 << 20;

    private readonly WorkerSettings _settings;
    private readonly ProcessSandbox _sandbox;
    private readonly Thread _thread;
    private readonly TaskCompletionSource<(WorkerRequest Request, ResultWriter Results)> _work = new();
    private DuckDbConnection? _connection;

    private WorkerSession(WorkerSettings settings, ProcessSandbox sandbox)
    {
        (_settings, _sandbox) = (settings, sandbox);
        _thread = new(Work, StackBytes) { IsBackground = true, Name = "query" };
        _thread.Start();
    }

    /// <summary>0 to 100, or less than 0 where DuckDB does not know. May be read while the statement runs.</summary>
    public double Percent
    {
        get
        {
            try { return _connection?.Progress.Percentage ?? -1; }
            catch (ObjectDisposedException) { return -1; }
        }
    }

    /// <summary>False after a failure that may have left something behind.</summary>
    public bool IsHarmless { get; private set; } = true;

    /// <summary>Begins to open an instance.</summary>
    public static WorkerSession Open(WorkerSettings settings, ProcessSandbox sandbox) => new(settings, sandbox);

    /// <summary>Hands over the one statement.</summary>
    public void Begin(WorkerRequest request, ResultWriter results) => _work.SetResult((request, results));

    /// <returns>True when the statement has ended and its instance is closed; false when it still runs after the given time.</returns>
    public bool Join(TimeSpan timeout) => _thread.Join(timeout);

    private void Work()
    {
        ResultWriter? results = null;
        try
        {
            // One thread as yet: DuckDB starts its others when the plan is there, so that they are as confined as this one.
            using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "1" });
            using var connection = database.Connect();
            _connection = connection;
            Prepare(connection);
            (var request, results) = _work.Task.GetAwaiter().GetResult();
            Run(connection, request, results);
            results.End();
        }
        catch (IOException)
        {
            // The engine no longer reads: it has what it wanted, or is gone.
            IsHarmless = false;
        }
#pragma warning disable CA1031 // Whatever it is, the engine is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            results ??= _work.Task.GetAwaiter().GetResult().Results;
            Fail(results, WorkerFailure.Describe(exception));
        }
    }

    private void Fail(ResultWriter results, WorkerError error)
    {
        IsHarmless &= !error.EndsWorker;
        try { results.Fail(error); }
        catch (IOException) { IsHarmless = false; }
    }

    private void Prepare(DuckDbConnection connection)
    {
        Set("memory_limit", Text($"{_settings.MemoryBytesMax / 1024}KiB"));
        Set("max_temp_directory_size", Text($"{_settings.TempBytesMax / 1024}KiB"));
        Set("max_expression_depth", "250");
        Set("TimeZone", "'UTC'");
        Set("parquet_metadata_cache", "true");
        // It would keep what an image did not hold yet.
        Set("enable_external_file_cache", "false");
        // Counted, never printed: the engine asks for it.
        Set("enable_progress_bar", "true");
        Set("enable_progress_bar_print", "false");
        Set("progress_bar_time", "0");
        Set("autoinstall_known_extensions", "false");
        Set("autoload_known_extensions", "false");
        Set("allow_community_extensions", "false");
        Set("allow_persistent_secrets", "false");

        void Set(string name, string value) => connection.Execute($"SET {name} = {value}");
    }

    // The order matters: what locks comes after what it would forbid.
    private void Run(DuckDbConnection connection, WorkerRequest request, ResultWriter results)
    {
        var plan = request.Plan;
        var files = plan.Tables.SelectMany(table => table.AllFiles()).ToArray();
        _sandbox.Confine(files.Concat(plan.Live.SelectMany(live => live.Files).Select(file => file.Path)), plan.TempFolder, plan.CpuTimeMax);
        connection.Execute($"SET threads = {_settings.Threads.ToString(CultureInfo.InvariantCulture)}");
        connection.Execute($"SET temp_directory = {Text(plan.TempFolder)}");
        connection.Register(new LiveFunction(plan));
        var last = new LastRecordsTable();
        if (plan.FindsLastRecords) connection.Register(last);
        for (var i = 0; i < plan.Tables.Count; i++) Create(connection, plan.Tables[i], i);
        foreach (var setup in plan.Setup) connection.Execute(setup);
        connection.Execute($"SET allowed_paths = [{string.Join(", ", files.Select(Text))}]");
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");

        using var statement = FinalStatement.Prepare(connection, plan.Sql);
        if (plan.IsPrepareOnly)
        {
            results.WriteShape(statement);
            return;
        }
        if (statement.ParameterCount != request.Parameters.Count)
            throw new NotSupportedException($"The statement has {statement.ParameterCount} parameters; {request.Parameters.Count} values were given.");
        for (var i = 0; i < request.Parameters.Count; i++) statement.Bind(i + 1, request.Parameters[i]);

        if (plan.FindsLastRecords)
        {
            last.Files = LastRecordSearch.Run(() => statement.Execute(), files.Length, _settings.MemoryBytesMax / 4 * 3);
            using var found = connection.Query($"SELECT * FROM {LastRecordsTable.FunctionName}()");
            results.Write(found, long.MaxValue);
            return;
        }
        using var result = statement.Execute();
        if (plan.GivesRecords) results.WriteRecords(result);
        else results.Write(result, plan.RowsMax ?? long.MaxValue);
    }

    private static void Create(DuckDbConnection connection, WorkerTable table, int index)
    {
        if (table.Records is { } records) connection.Register(new IsLastRecordFunction(FileRows.Load(records)));
        if (table.Fields is { } fields) connection.Register(new PayloadFieldsFunction(TableView.FieldsFunction(index), fields.Type()));
        try
        {
            connection.Execute(TableView.Create(table, index));
        }
        catch (DuckDbException exception) when (table.Rule is not null)
        {
            // Not the statement's fault, and not its writer's to read.
            throw new ArgumentException($"What an API key may see of {table.Name} cannot be applied: {exception.Message}", exception);
        }
    }

    private static string Text(string value) => TableView.Literal(value);
}
