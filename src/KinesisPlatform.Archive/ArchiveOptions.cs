using System.ComponentModel.DataAnnotations;
using KinesisPlatform.Archive.DataFiles;
using Microsoft.Extensions.Configuration;

namespace KinesisPlatform.Archive;

/// <summary>How the archive's tables are written.</summary>
public sealed class ArchiveOptions
{
    public const string SectionName = "Archive";

    /// <summary>Of folder names joined by '/', or nothing: characters that need no escaping anywhere (Amazon S3 User Guide, "Safe characters").</summary>
    internal const string PrefixPattern = @"^([a-zA-Z0-9!_.*'()-]+(/[a-zA-Z0-9!_.*'()-]+)*)?\z";

    /// <summary>The folder of the bucket that holds one folder per stream; may be empty.</summary>
    [RegularExpression(PrefixPattern, ErrorMessage = "Archive:Prefix must be folder names joined by '/', without a '/' at either end.")]
    public string Prefix { get; set; } = "archive";

    /// <summary>What the keys of everything in that folder begin with: <see cref="Prefix"/> and a slash, or nothing.</summary>
    public string KeyPrefix => Prefix.Length == 0 ? "" : $"{Prefix}/";

    /// <summary>Where data files are written before their upload; null for the system's own folder. Needs room for a few buffers (Archiver's limits), and for about ten times the size of the file that a merge writes.</summary>
    public string? TemporaryFolder { get; set; }

    /// <summary>How often a commit is tried when others commit at the same time. A try costs three PUT requests, and one GET.</summary>
    [Range(1, 1000)]
    public int CommitAttemptCountMax { get; set; } = 30;

    /// <summary>The wait after a first failed try; doubled each time, up to <see cref="CommitDelayMax"/>, and shortened at random by up to half.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CommitDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan CommitDelayMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A commit that finds this many manifests of about the same number of files merges them, unless they are of <see cref="ManifestBytesTarget"/> already: one PUT, and one GET
    /// for each that this process did not write itself. Each file is then listed anew about log(files) to this base times, and a planner finds this many manifests per power of it at most.</summary>
    [Range(2, 1000)]
    public int ManifestMergeCount { get; set; } = 16;

    /// <summary>Larger manifests are not merged any more.</summary>
    [Range(4 << 10, 512 << 20)]
    public int ManifestBytesTarget { get; set; } = 8 << 20;

    /// <summary>Snapshots that can be read by time travel; pinned ones are kept besides. Each adds about a kilobyte to every commit's metadata file.</summary>
    [Range(1, 10_000)]
    public int SnapshotCountMax { get; set; } = 100;

    /// <summary>Older snapshots expire, pinned ones and the current one excepted.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan SnapshotAgeMax { get; set; } = TimeSpan.FromDays(5);

    /// <summary>Earlier metadata files that a version lists. A commit whose response was lost finds itself there.</summary>
    [Range(10, 10_000)]
    public int MetadataLogLengthMax { get; set; } = 100;

    /// <summary>Gaps that a table lists, besides two for each shard in its checkpoint map: about 150 bytes each in every commit's metadata file. Older ones are folded into wider ones,
    /// and at last only counted.</summary>
    [Range(1, 100_000)]
    public int GapCountMax { get; set; } = 500;

    /// <summary>Pins a table may have at a time.</summary>
    [Range(1, 100_000)]
    public int PinCountMax { get; set; } = 1000;

    /// <summary>Metadata files and manifests kept in memory, per table, counted as they are stored: they never change. In memory they take about ten times as much.</summary>
    [Range(0, 1L << 30)]
    public long CachedBytesMax { get; set; } = 16 << 20;

    /// <summary>How long a sweep waits after its floor, and how much older than its floor a file must be, before it is deleted: longer than any reader works on a version it has not
    /// pinned. Storage of what was replaced is paid for up to twice as long, and until the next sweep.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SweepSafeAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Files deleted by one call of a sweep at most; the next goes on. A DELETE request is free.</summary>
    [Range(1, 1_000_000)]
    public int SweepDeleteCountMax { get; set; } = 10_000;

    /// <summary>Also writes <c>v{N}.metadata.json</c> and <c>version-hint.text</c> for readers that open a table by its path: two PUT requests a commit, and one PUT and one GET more where archivers take turns at a table.</summary>
    public bool WritesVersionHint { get; set; } = true;

    /// <summary>Data files that are written at the same time, of all tables; more wait. Each takes one core, and they share <see cref="EncoderMemoryMax"/>.</summary>
    [Range(1, 64)]
    public int EncodeCountMax { get; set; } = 4;

    /// <summary>DuckDB's memory limit for writing data files, in its notation.</summary>
    [RegularExpression("^[0-9]+(MB|GB|MiB|GiB)$", ErrorMessage = "Archive:EncoderMemoryMax must be a whole number of MB, GB, MiB or GiB, such as 1GB.")]
    public string EncoderMemoryMax { get; set; } = "1GB";

    /// <summary>This process' own folder in <see cref="TemporaryFolder"/>; it exists. What is left in it when the process is killed is deleted when another starts.</summary>
    public string OpenProcessFolder() => LocalFolder.Of(TemporaryFolder ?? Path.GetTempPath());

    /// <summary>The options as configured and not validated yet, for registrations that need the folder before there is a container.</summary>
    public static ArchiveOptions From(IConfiguration configuration) => configuration.GetSection(SectionName).Get<ArchiveOptions>() ?? new();
}
