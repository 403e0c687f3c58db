namespace KinesisPlatform.Cli.Sql.Interactive;

/// <param name="Start">Where the word begins that stands before the cursor.</param>
/// <param name="Candidates">What it may become.</param>
internal readonly record struct WordCompletion(int Start, IReadOnlyList<string> Candidates);
