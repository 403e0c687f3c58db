using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Relations;
using KinesisPlatform.Sql.Rules;

namespace KinesisPlatform.Sql.Workers;

/// <summary>One relation that the statement may name: local Parquet files and live records, or rows.</summary>
/// <param name="Files">Without those of <paramref name="Fields"/>.</param>
/// <param name="Fields">Null when the table has no such column.</param>
internal sealed record WorkerTable(string Name, IReadOnlyList<string> Files, WorkerFields? Fields)
{
    /// <summary>The index of the live records sent that are part of it; null for none.</summary>
    public int? Live { get; init; }

    /// <summary>Null for a relation of records.</summary>
    public RelationRows? Rows { get; init; }

    /// <summary>What the statement sees of the records; null for all of all.</summary>
    public WorkerRule? Rule { get; init; }

    public IEnumerable<string> AllFiles() => Fields is null ? Files : Files.Concat(Fields.Files.SelectMany(files => files.Paths));

    /// <param name="paths">Of the files' local copies, in the same order.</param>
    public static WorkerTable Of(string name, TableVersion? version, IReadOnlyList<DataFile> files, IReadOnlyList<string> paths, FieldUse use)
    {
        if (version?.Fields is not { } fields || use.IsNone) return new(name, paths, null);
        var narrowed = use.Narrow(fields);
        var isReady = files.Zip(paths).ToLookup(file => fields.AreIn(file.First.ColumnIds));
        var groups = isReady[true].GroupBy(file => string.Join(',', file.First.ColumnIds.Order())).Select(group => new WorkerFieldFiles([.. group.First().First.ColumnIds], [.. group.Select(file => file.Second)]));
        return new(name, [.. isReady[false].Select(file => file.Second)], new(fields.Id, narrowed.Members, ReferenceEquals(narrowed, fields), [.. groups]));
    }
}
