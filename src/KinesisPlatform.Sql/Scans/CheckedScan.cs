using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Compaction;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Pruning;
using KinesisPlatform.Sql.Rules;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Scans;

/// <summary>A scan whose texts have been checked.</summary>
/// <param name="Needs">What it reads.</param>
/// <param name="KeyNeeds">What finding the last record of each key reads; of all row groups, as places in files are counted over them.</param>
/// <param name="Rule">What it may see; null for all.</param>
internal sealed record CheckedScan(ArchiveScan Scan, RelationNeeds Needs, RelationNeeds KeyNeeds, WorkerRule? Rule)
{
    public WorkerTable TableOf(CachedFiles files, RelationNeeds needs) =>
        WorkerTable.Of(WhereProbe.TableName, Scan.Version, files.Files, needs.Members) with { FirstColumn = needs.FirstColumn, Rule = Rule };

    /// <summary>The table with only the last record of each key.</summary>
    public WorkerTable TableOf(CachedFiles files, RelationNeeds needs, IReadOnlyDictionary<string, FileLastRecords> last)
    {
        var table = TableOf(files, needs);
        var keys = files.Files.ToDictionary(file => file.Path, file => file.File.Key);
        return table with { Records = [.. table.AllFiles().Select(path => last[keys[path]].Rows)] };
    }
}
