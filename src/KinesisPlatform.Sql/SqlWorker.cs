using KinesisPlatform.Sql.Workers.Child;

namespace KinesisPlatform.Sql;

/// <summary>
/// A process that runs queries. A service that uses <see cref="SqlServiceCollectionExtensions.AddSql"/> begins its <c>Program.cs</c> with
/// <c>if (SqlWorker.Handles(args)) return SqlWorker.Run();</c>, as the engine starts the same program again for its queries;
/// what a service needs besides is best left to a method of its own, so that a worker does not load it.
/// </summary>
public static class SqlWorker
{
    /// <summary>The one argument of a worker process.</summary>
    public const string Argument = "sql-worker";

    public static bool Handles(IReadOnlyList<string> arguments) => arguments is [Argument];

    /// <summary>Runs the queries that standard input describes, one after the other, and writes their results to standard output.</summary>
    /// <returns>The process' exit code.</returns>
    public static int Run() => WorkerMain.Run();
}
