namespace KinesisPlatform.Sql.Queries;

/// <summary>A value of type JSON: DuckDB's text of it, which may hold what only DuckDB takes for JSON (NaN, trailing commas).</summary>
public readonly record struct QueryJson(string Text)
{
    public override string ToString() => Text;
}
