namespace KinesisPlatform.Sql.Pruning;

/// <summary>An expression of literals and parameters alone, as SQL to be evaluated.</summary>
/// <param name="Sql">Written anew from what was understood, with <c>{p3}</c> for the third parameter and <c>{now}</c> for the statement's time; other braces are doubled.</param>
/// <param name="NowCount">How often it names the statement's time.</param>
/// <param name="IsParameter">It is a parameter and nothing else: DuckDB gives it the type of what it is compared with.</param>
internal sealed record ConstantExpression(string Sql, int NowCount = 0, bool IsParameter = false);
