using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.DemoProducer;

/// <summary>What the demo producer puts where. At AWS' prices 100 records a second are about $0.14 an hour for 4 shards and their records.</summary>
internal sealed class DemoProducerOptions
{
    public const string SectionName = "DemoProducer";

    /// <summary>The stream that gets the flights; created when it is missing.</summary>
    [Required, RegularExpression("[a-zA-Z0-9_.-]{1,128}")]
    public string Stream { get; set; } = "flights";

    /// <summary>A stream to replay onto; created when it is missing, nothing is put onto it.</summary>
    [Required, RegularExpression("[a-zA-Z0-9_.-]{1,128}")]
    public string ReplayStream { get; set; } = "flights-replay";

    /// <summary>Of streams that are created.</summary>
    [Range(1, 1000)]
    public int ShardCount { get; set; } = 4;

    [Range(0.01, 1_000_000)]
    public double RecordsPerSecond { get; set; } = 100;

    /// <summary>As fast as the stream takes records, whatever <see cref="RecordsPerSecond"/> says. Also <c>--burst</c>.</summary>
    public bool Burst { get; set; }

    /// <summary>Records put at once when there is no pace to keep.</summary>
    [Range(1, 10_000)]
    public int BurstRecordCount { get; set; } = 500;

    /// <summary>How often the producer looks how many records are due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(100);

    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Before Kinesis is tried again when it cannot be reached.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);
}
