using System.Diagnostics;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>An application that puts records of 1 KiB at a steady rate, evenly over its keys, and puts none again that is throttled.</summary>
internal sealed class LiveWriter(IKinesisRecordClient records, string stream, string keyPrefix, long bytesPerSecond)
{
    private const int PayloadBytes = 1010, RecordBytes = 1024, PutCountMax = 200;

    private readonly byte[] _payload = new byte[PayloadBytes];
    private long _count;

    /// <summary>Writes for so long, or until it is told to stop.</summary>
    public async Task<(long Put, long Throttled)> WriteAsync(TimeSpan duration, CancellationToken stop)
    {
        var (put, throttled, started) = (0L, 0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration && !stop.IsCancellationRequested)
        {
            // What a busy machine kept it from is not made up for in a burst.
            var due = (int)Math.Min(PutCountMax, elapsed.TotalSeconds * bytesPerSecond / RecordBytes - put);
            if (due > 0)
            {
                var entries = Enumerable.Range(0, due).Select(_ => new PutEntry(_payload, $"{keyPrefix}{_count++:D9}", null)).ToList();
                throttled += (await records.PutRecordsAsync(stream, entries, CancellationToken.None)).Count(result => !result.IsPut);
                put += due;
            }
            await Task.Delay(20, CancellationToken.None);
        }
        return (put, throttled);
    }
}
