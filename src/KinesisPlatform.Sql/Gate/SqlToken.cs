namespace KinesisPlatform.Sql.Gate;

/// <summary>One token of a text, in characters.</summary>
/// <param name="End">Exclusive.</param>
/// <param name="IsWord">A keyword or a name without quotes.</param>
internal readonly record struct SqlToken(int Start, int End, bool IsWord);
