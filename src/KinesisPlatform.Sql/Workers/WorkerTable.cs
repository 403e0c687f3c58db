using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Relations;
using KinesisPlatform.Sql.Rules;

namespace KinesisPlatform.Sql.Workers;

/// <summary>One relation that the statement may name: local Parquet files and live records, or rows.</summary>
/// <param name="Files">Without those of <paramref name="Fields"/>.</param>
/// <param name="Fields">Null when the table has no such column.</param>
internal sealed record WorkerTable(string Name, IReadOnlyList<string> Files, WorkerFields? Fields)
{
    /// <summary>Which of <see cref="WorkerPlan.Live"/> is part of it; null for none.</summary>
    public int? Live { get; init; }

    /// <summary>Records of which nothing but their number matters; there are no others then.</summary>
    public long CountedRows { get; init; }

    /// <summary>A column that all files hold, and that DuckDB may read when it needs none.</summary>
    public string FirstColumn { get; init; } = ArchiveColumns.Table[0].Name;

    /// <summary>Null for a relation of records.</summary>
    public RelationRows? Rows { get; init; }

    /// <summary>What the statement sees of the records; null for all of all.</summary>
    public WorkerRule? Rule { get; init; }

    /// <summary>Each record has where it lies besides: <c>_file</c>, an index of <see cref="AllFiles"/>, and <c>_row</c>, from 0.</summary>
    public bool HasPlaces { get; init; }

    /// <summary>Of each of <see cref="AllFiles"/> the records that there are, as <see cref="Compaction.FileRows.Save"/> gives them; null for all.</summary>
    public IReadOnlyList<byte[]>? Records { get; init; }

    public IEnumerable<string> AllFiles() => Fields is null ? Files : Fields.Files.SelectMany(files => files.Paths).Concat(Files);

    /// <summary>With other names of its files.</summary>
    public WorkerTable At(Func<string, string> path) => this with { Files = [.. Files.Select(path)], Fields = Fields?.At(path) };

    public static WorkerTable Of(string name, TableVersion? version, IReadOnlyList<CachedFile> files, FieldUse use)
    {
        if (version?.Fields is not { } fields || use.IsNone) return new(name, [.. files.Select(file => file.Path)], null);
        var narrowed = use.Narrow(fields);
        var isReady = files.ToLookup(file => fields.AreIn(file.File.ColumnIds));
        var groups = isReady[true].GroupBy(file => string.Join(',', file.File.ColumnIds.Order())).Select(group => new WorkerFieldFiles([.. group.First().File.ColumnIds], [.. group.Select(file => file.Path)]));
        return new(name, [.. isReady[false].Select(file => file.Path)], new(fields.Id, narrowed.Members, ReferenceEquals(narrowed, fields), [.. groups]));
    }
}
