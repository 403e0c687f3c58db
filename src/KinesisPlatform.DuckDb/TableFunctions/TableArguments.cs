namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>What a query calls a table function with: bool, long, ulong, double, string, byte[], DateOnly, DateTime, DateTimeOffset or null.</summary>
/// <param name="Named">Holds only those that were given.</param>
public sealed record TableArguments(IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named);
