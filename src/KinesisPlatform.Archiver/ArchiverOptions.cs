using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.Archiver;

/// <summary>What is archived, and how often it is committed.</summary>
internal sealed class ArchiverOptions
{
    public const string SectionName = "Archiver";

    /// <summary>Names of streams to archive; <c>*</c> stands for every stream of the account and region, new ones too.</summary>
    [MinLength(1, ErrorMessage = "Archiver:Streams names no stream: set it to stream names, or to * for every stream of the account and region.")]
    public IList<string> Streams { get; set; } = [];

    /// <summary>A stream's buffer is committed when it holds this much payload: 1-128 MiB. Larger means fewer, larger files.</summary>
    [Range(1 << 20, 128 << 20)]
    public long BufferBytesMax { get; set; } = 64 << 20;

    /// <summary>A stream's buffer is committed when its oldest record has waited this long: 1-900 s. A commit costs about 6 PUT requests
    /// ($0.00003): every 60 s that is $1.30 a month and stream.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00")]
    public TimeSpan BufferAgeMax { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the position of an idle stream is committed, so that time without records is not taken for lost records. Must stay far below the
    /// streams' retention (24 hours at least).</summary>
    [Range(typeof(TimeSpan), "00:00:10", "06:00:00")]
    public TimeSpan IdleCommitInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often streams and shards are listed: one ListStreams, and one DescribeStreamSummary and ListShards per stream each time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan DiscoveryInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before a failed stream or shard is tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Batches of all shards of a stream that wait for the buffer, at most (up to 10 MiB each).</summary>
    [Range(1, 64)]
    public int QueuedBatchesMax { get; set; } = 4;
}
