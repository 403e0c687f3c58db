using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Bounds;

namespace KinesisPlatform.Sql.Cache;

/// <summary>What of a data file a query reads.</summary>
/// <param name="ColumnIds">Field ids; that of a struct stands for all within it. Null for all columns.</param>
/// <param name="Condition">Row groups that cannot hold any such record may be left out; null for none.</param>
/// <param name="ReadsFields">The typed fields are read from the file, not computed: their bounds count.</param>
internal sealed record FileRead(DataFile File, IReadOnlySet<int>? ColumnIds, ScanCondition? Condition, bool ReadsFields);
