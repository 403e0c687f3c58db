namespace KinesisPlatform.DuckDb;

/// <summary>How far a running query is. Known only after <c>SET enable_progress_bar=true; SET enable_progress_bar_print=false; SET progress_bar_time=0</c>.</summary>
/// <param name="Percentage">0 to 100; -1 when unknown.</param>
public readonly record struct DuckDbProgress(double Percentage, ulong RowCount, ulong RowCountTotal);
