using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Compaction;
using KinesisPlatform.Sql.Workers.Sandbox;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>
/// One statement of somebody unknown. It has a thread of its own, on which everything runs, because what the statement may reach of the file system is given up by that thread, and
/// by the further ones that it starts for DuckDB.
/// </summary>
internal sealed class WorkerSession
{
    private const int StackBytes = 16 << 20;

    private readonly WorkerInstance _instance;
    private readonly WorkerSettings _settings;
    private readonly ProcessSandbox _sandbox;
    private readonly WorkerRequest _request;
    private readonly ResultWriter _results;
    private readonly Thread _thread;
    private DuckDbConnection? _connection;
    private bool _leavesNothing;

    private WorkerSession(WorkerInstance instance, WorkerSettings settings, ProcessSandbox sandbox, WorkerRequest request, ResultWriter results)
    {
        (_instance, _settings, _sandbox, _request, _results) = (instance, settings, sandbox, request, results);
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

    /// <summary>False after a failure that may have left something behind in the process.</summary>
    public bool IsHarmless { get; private set; } = true;

    /// <summary>Its instance may run another statement.</summary>
    public bool IsClean { get; private set; }

    public static WorkerSession Start(WorkerInstance instance, WorkerSettings settings, ProcessSandbox sandbox, WorkerRequest request, ResultWriter results) =>
        new(instance, settings, sandbox, request, results);

    /// <returns>True when the statement has ended and its connection is closed; false when it still runs after the given time.</returns>
    public bool Join(TimeSpan timeout) => _thread.Join(timeout);

    private void Work()
    {
        try
        {
            using var connection = _instance.Take(_request.Plan);
            _connection = connection;
            Confine();
            WithFurtherThreads(() => Run(connection));
            _results.End();
            IsClean = _leavesNothing;
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
            Fail(WorkerFailure.Describe(exception));
        }
    }

    private void Fail(WorkerError error)
    {
        IsHarmless &= !error.EndsWorker;
        try { _results.Fail(error); }
        catch (IOException) { IsHarmless = false; }
    }

    private void Confine()
    {
        var plan = _request.Plan;
        var live = plan.Live.SelectMany(live => live.Files).Select(file => file.Path);
        _sandbox.Confine(plan.Tables.SelectMany(table => table.AllFiles()).Concat(live), _settings.SpillFolder, plan.CpuTimeMax);
    }

    /// <summary>Started by this thread, they are as confined as it is.</summary>
    private void WithFurtherThreads(Action work)
    {
        using var tasks = _instance.Lend();
        var threads = Enumerable.Range(1, _settings.Threads - 1).Select(_ => new Thread(tasks.Run, StackBytes) { IsBackground = true, Name = "query" }).ToList();
        foreach (var thread in threads) thread.Start();
        try
        {
            work();
        }
        finally
        {
            tasks.Finish();
            foreach (var thread in threads) thread.Join();
        }
    }

    // The order matters: what locks comes after what it would forbid.
    private void Run(DuckDbConnection connection)
    {
        var plan = _request.Plan;
        var last = new LastRecordsTable();
        if (plan.FindsLastRecords) connection.Register(last);
        foreach (var setup in plan.Setup) connection.Execute(setup);
        _instance.Lock(connection);
        for (var i = 0; i < plan.Tables.Count; i++) Create(connection, plan.Tables[i], i);

        using var statement = FinalStatement.Prepare(connection, plan.Sql, out var hasMadeTypes);
        _leavesNothing = !hasMadeTypes && !plan.NeedsInstanceOfItsOwn;
        if (plan.IsPrepareOnly)
        {
            _results.WriteShape(statement);
            return;
        }
        if (statement.ParameterCount != _request.Parameters.Count)
            throw new NotSupportedException($"The statement has {statement.ParameterCount} parameters; {_request.Parameters.Count} values were given.");
        for (var i = 0; i < _request.Parameters.Count; i++) statement.Bind(i + 1, _request.Parameters[i]);

        if (plan.FindsLastRecords)
        {
            last.Files = LastRecordSearch.Run(() => statement.Execute(), plan.Tables.Sum(table => table.AllFiles().Count()), _settings.MemoryBytesMax / 4 * 3);
            using var found = connection.Query($"SELECT * FROM {LastRecordsTable.FunctionName}()");
            _results.Write(found, long.MaxValue);
            return;
        }
        using var result = statement.Execute();
        if (plan.GivesRecords) _results.WriteRecords(result);
        else _results.Write(result, plan.RowsMax ?? long.MaxValue);
    }

    private void Create(DuckDbConnection connection, WorkerTable table, int index)
    {
        if (table.Records is { } records) connection.Register(new IsLastRecordFunction(FileRows.Load(records)));
        var fieldsFunction = table.Fields is { } fields ? _instance.FieldsFunction(connection, fields.Type()) : null;
        try
        {
            connection.Execute(TableView.Create(table, index, fieldsFunction));
        }
        catch (DuckDbException exception) when (table.Rule is not null)
        {
            // Not the statement's fault, and not its writer's to read.
            throw new ArgumentException($"What an API key may see of {table.Name} cannot be applied: {exception.Message}", exception);
        }
    }
}
