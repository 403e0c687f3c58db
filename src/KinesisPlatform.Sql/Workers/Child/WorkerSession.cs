using System.Globalization;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>A fresh DuckDB instance that is filled, locked and then given one statement of somebody unknown.</summary>
internal sealed class WorkerSession : IDisposable
{
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;

    private WorkerSession(DuckDbDatabase database)
    {
        _database = database;
        _connection = database.Connect();
    }

    public static WorkerSession Open() => new(DuckDbDatabase.OpenInMemory());

    /// <summary>0 to 100, or less than 0 where DuckDB does not know. May be read while another thread runs the statement.</summary>
    public double Percent => _connection.Progress.Percentage;

    public void Run(WorkerRequest request, ResultWriter results)
    {
        var plan = request.Plan;
        ProcessLimits.Apply(plan);
        Prepare(request);

        using var statement = FinalStatement.Prepare(_connection, plan.Sql);
        if (plan.IsPrepareOnly)
        {
            results.WriteShape(statement);
            return;
        }
        if (statement.ParameterCount != request.Parameters.Count)
            throw new NotSupportedException($"The statement has {statement.ParameterCount} parameters; {request.Parameters.Count} values were given.");
        for (var i = 0; i < request.Parameters.Count; i++) statement.Bind(i + 1, request.Parameters[i]);

        using var result = statement.Execute();
        results.Write(result, plan.RowsMax ?? long.MaxValue);
    }

    // The order matters: what locks comes after what it would forbid.
    private void Prepare(WorkerRequest request)
    {
        var plan = request.Plan;
        Set("threads", plan.Threads.ToString(CultureInfo.InvariantCulture));
        Set("memory_limit", Text($"{plan.MemoryBytesMax / 1024}KiB"));
        Set("temp_directory", Text(plan.TempFolder));
        Set("max_temp_directory_size", Text($"{plan.TempBytesMax / 1024}KiB"));
        Set("max_expression_depth", "250");
        Set("TimeZone", "'UTC'");
        Set("parquet_metadata_cache", "true");
        // Counted, never printed: the engine asks for it.
        Set("enable_progress_bar", "true");
        Set("enable_progress_bar_print", "false");
        Set("progress_bar_time", "0");
        Set("autoinstall_known_extensions", "false");
        Set("autoload_known_extensions", "false");
        Set("allow_community_extensions", "false");
        Set("allow_persistent_secrets", "false");

        _connection.Register(new LiveFunction(request.Live));
        for (var i = 0; i < plan.Tables.Count; i++) Create(plan.Tables[i], i);
        foreach (var setup in plan.Setup) _connection.Execute(setup);

        Set("allowed_paths", $"[{string.Join(", ", plan.Tables.SelectMany(table => table.AllFiles()).Select(Text))}]");
        Set("enable_external_access", "false");
        Set("lock_configuration", "true");
    }

    private void Create(WorkerTable table, int index)
    {
        if (table.Fields is { } fields) _connection.Register(new PayloadFieldsFunction(TableView.FieldsFunction(index), fields.Type()));
        _connection.Execute(TableView.Create(table, index));
    }

    private void Set(string name, string value) => _connection.Execute($"SET {name} = {value}");

    private static string Text(string value) => TableView.Literal(value);

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
