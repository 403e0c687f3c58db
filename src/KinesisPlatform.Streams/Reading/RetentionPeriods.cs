using System.Collections.Concurrent;
using Amazon.Kinesis;

namespace KinesisPlatform.Streams.Reading;

/// <summary>The streams' retention periods, asked for again after <see cref="StreamsOptions.RetentionRefresh"/>. One entry per stream ever read.</summary>
internal sealed class RetentionPeriods(IAmazonKinesis kinesis, KinesisCalls calls, StreamsOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<StreamName, (TimeSpan Period, long AskedAt)> _known = new();

    /// <summary>Has the period asked for at the next use: it may have been cut short.</summary>
    public void Forget(StreamName stream) => _known.TryRemove(stream, out _);

    /// <exception cref="PlatformException">NotFound: no such stream.</exception>
    public async ValueTask<TimeSpan> GetAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(stream, out var known) && time.GetElapsedTime(known.AskedAt) < options.RetentionRefresh) return known.Period;
        var askedAt = time.GetTimestamp();
        var answer = await calls.RunAsync($"stream {stream}", token => kinesis.DescribeStreamSummaryAsync(new() { StreamName = stream.Value }, token), cancellationToken);
        var period = TimeSpan.FromHours(answer.StreamDescriptionSummary?.RetentionPeriodHours ?? 24);
        _known[stream] = (period, askedAt);
        return period;
    }
}
