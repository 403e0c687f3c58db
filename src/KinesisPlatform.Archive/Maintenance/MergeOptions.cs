using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.Archive.Maintenance;

/// <summary>
/// How small data files are merged, and what typed column they get. A merge costs a GET for each 8 MiB of each file (at least one a file), one PUT for each 8 MiB of the new one,
/// and a commit (about 6 PUT requests); the files before it stay in the bucket until their snapshots have expired.
/// </summary>
public sealed class MergeOptions
{
    public const string SectionName = "Archive:Merge";

    /// <summary>An hour of arrival is merged once and for all when it has been over for this long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan QuietAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>An hour that is not over yet is merged too when this many small files have come together. Fewer mean faster queries, and more bytes written again.</summary>
    [Range(2, 1000)]
    public int SmallFileCountMin { get; set; } = 16;

    /// <summary>Files that one merge reads, at most.</summary>
    [Range(2, 10_000)]
    public int FileCountMax { get; set; } = 1000;

    /// <summary>What one run over a table reads before it leaves the rest to the next, at least one merge excepted.</summary>
    [Range(1L << 20, 1L << 40)]
    public long RunBytesMax { get; set; } = 2L << 30;

    /// <summary>
    /// Members of JSON payloads that get a column of their own, the most frequent first; 0 for none. Others stay in <c>data</c>. Lowered, it takes no column away; raised after it was
    /// reached, it makes earlier files be written anew as their hours' turn comes.
    /// </summary>
    [Range(0, 1000)]
    public int FieldCountMax { get; set; } = 100;

    /// <summary>How deep objects within payloads become structs: 1 for the members of the payload itself alone. Deeper ones are text.</summary>
    [Range(1, 10)]
    public int FieldDepthMax { get; set; } = 5;

    /// <summary>Records of a commit that are looked at for JSON members as long as a table has no typed column, so that it comes with the first records: about 1 ms for 1000, and one more
    /// commit ($0.00004) for each table. 0 leaves it to the first merge.</summary>
    [Range(0, 1_000_000)]
    public int FirstRecordCount { get; set; } = 1000;

    /// <summary>Reads every merged file again before it is committed and compares it with the files it replaces, record by record: about 10 % of a merge's CPU time.</summary>
    public bool Verifies { get; set; } = true;

    /// <summary>DuckDB's memory limit for one merge, in its notation; what needs more is spilled to <see cref="ArchiveOptions.TemporaryFolder"/>.</summary>
    [RegularExpression("^[0-9]+(MB|GB|MiB|GiB)$", ErrorMessage = "Archive:Merge:MemoryMax must be a whole number of MB, GB, MiB or GiB, such as 256MiB.")]
    public string MemoryMax { get; set; } = "256MiB";
}
