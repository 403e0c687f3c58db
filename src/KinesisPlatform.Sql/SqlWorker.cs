using KinesisPlatform.Sql.Workers.Child;

namespace KinesisPlatform.Sql;

/// <summary>
/// The process that runs one query. A service that uses <see cref="SqlServiceCollectionExtensions.AddSql"/> begins its <c>Program.cs</c> with
/// <c>if (SqlWorker.Handles(args)) return await SqlWorker.RunAsync();</c>, as the engine starts the same program again for each query.
/// </summary>
public static class SqlWorker
{
    /// <summary>The one argument of a worker process.</summary>
    public const string Argument = "sql-worker";

    public static bool Handles(IReadOnlyList<string> arguments) => arguments is [Argument];

    /// <summary>Runs the query that standard input describes and writes its result to standard output.</summary>
    /// <returns>The process' exit code.</returns>
    public static Task<int> RunAsync() => WorkerMain.RunAsync();
}
