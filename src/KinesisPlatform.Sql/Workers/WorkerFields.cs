using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Column <c>fields</c> of a table, as far as the statement uses it.</summary>
/// <param name="Id">The column's.</param>
/// <param name="IsWhole">Of all members the table has.</param>
/// <param name="Files">Those that have the column; for the others, and for live records, it is computed.</param>
internal sealed record WorkerFields(int Id, IReadOnlyList<PayloadField> Members, bool IsWhole, IReadOnlyList<WorkerFieldFiles> Files)
{
    public WorkerFields At(Func<string, string> path) => this with { Files = [.. Files.Select(files => files with { Paths = [.. files.Paths.Select(path)] })] };

    public PayloadFields Type() => new(Id, Members, new HashSet<int>());
}
