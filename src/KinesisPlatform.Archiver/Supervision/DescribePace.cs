namespace KinesisPlatform.Archiver.Supervision;

/// <summary>How often each stream is described, so that all of them together stay within half of what Kinesis grants an account: 20 DescribeStreamSummary a second.</summary>
internal sealed class DescribePace(ArchiverOptions options)
{
    private static readonly TimeSpan PerStream = TimeSpan.FromMilliseconds(100);

    private int _streamCount;

    public int StreamCount { set => Volatile.Write(ref _streamCount, value); }

    public TimeSpan Interval => PerStream * Volatile.Read(ref _streamCount) is var paced && paced > options.DiscoveryInterval ? paced : options.DiscoveryInterval;
}
