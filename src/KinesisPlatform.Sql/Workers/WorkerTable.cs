using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Workers;

/// <summary>One table that the statement may name: local Parquet files, and the live records sent for its index.</summary>
/// <param name="Files">Without those of <paramref name="Fields"/>.</param>
/// <param name="Fields">Null when the table has no such column.</param>
internal sealed record WorkerTable(string Name, IReadOnlyList<string> Files, WorkerFields? Fields)
{
    public IEnumerable<string> AllFiles() => Fields is null ? Files : Files.Concat(Fields.Files);

    /// <param name="paths">Of the files' local copies, in the same order.</param>
    public static WorkerTable Of(string name, TableVersion? version, IReadOnlyList<DataFile> files, IReadOnlyList<string> paths, FieldUse use)
    {
        if (version?.Fields is not { } fields || use.IsNone) return new(name, paths, null);
        var ready = files.Zip(paths, (file, path) => (file.ColumnIds, Path: path, IsReady: fields.AreIn(file.ColumnIds))).ToList();
        var narrowed = use.Narrow(fields, ready.Where(file => file.IsReady).Select(file => file.ColumnIds));
        return new(name, [.. ready.Where(file => !file.IsReady).Select(file => file.Path)], new(narrowed.Id, narrowed.Members, [.. ready.Where(file => file.IsReady).Select(file => file.Path)]));
    }
}
