namespace KinesisPlatform.Sql.Gate;

/// <summary>What EXPLAIN asks for.</summary>
/// <param name="IsAnalyze">The statement is run, and times and rows are those it had.</param>
internal sealed record ExplainMode(bool IsAnalyze, bool IsJson)
{
    /// <summary>What goes before the statement in the worker: the plan is always had as JSON.</summary>
    public string Prefix => IsAnalyze ? "EXPLAIN (ANALYZE, FORMAT json) " : "EXPLAIN (FORMAT json) ";
}
