using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Topology;

/// <inheritdoc cref="IStreamDirectory"/>
/// <remarks>Nothing is cached. A description costs one DescribeStreamSummary (20 a second for the account) and one ListShards per 1,000 shards.</remarks>
public sealed class StreamDirectory(IAmazonKinesis kinesis, StreamsOptions options, TimeProvider time, Random random, ILogger<StreamDirectory> logger) : IStreamDirectory
{
    // Far above any account's streams or any stream's shards: only a service that pages for ever gets there.
    private const int PagesMax = 10_000;
    private const int LivesMax = 5;
    private static readonly TimeSpan ActivePoll = TimeSpan.FromMilliseconds(500);

    private readonly KinesisCalls _calls = new(options, time, random, logger);

    public async Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<StreamName>();
        for (var page = 0; page < PagesMax; page++)
        {
            var request = new ListStreamsRequest { ExclusiveStartStreamName = names.Count == 0 ? null : names[^1].Value };
            var answer = await _calls.RunAsync("the list of streams", token => kinesis.ListStreamsAsync(request, token), cancellationToken);
            names.AddRange((answer.StreamNames ?? []).Select(name => new StreamName(name)));
            if (answer.HasMoreStreams != true || answer.StreamNames is null or []) return names;
        }
        throw new PlatformException(FailureKind.Data, $"Kinesis' list of streams does not end within {PagesMax} pages; check the endpoint.");
    }

    public async Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken)
    {
        for (var life = 1; life <= LivesMax; life++)
        {
            if (await FindSummaryAsync(stream, cancellationToken) is not { } summary) return null;
            if (await FindShardsAsync(stream, summary, cancellationToken) is not { } shards) continue;
            return new(
                stream,
                summary.StreamARN ?? "",
                new(summary.StreamCreationTimestamp ?? DateTime.UnixEpoch, TimeSpan.Zero),
                summary.StreamStatus?.Value ?? "",
                TimeSpan.FromHours(summary.RetentionPeriodHours ?? 24),
                [.. shards.Select(ToDescription).OrderBy(s => s.Id)]);
        }
        throw new PlatformException(FailureKind.Unavailable, $"Stream {stream} was deleted or created again {LivesMax} times while it was described: try again when it has come to rest.");
    }

    public async Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken)
    {
        if (await FindSummaryAsync(stream, cancellationToken) is null) await CreateAsync(stream, shardCount, cancellationToken);
        var start = time.GetTimestamp();
        while (true)
        {
            var status = (await SummaryAsync(stream, cancellationToken)).StreamStatus;
            if (status == StreamStatus.ACTIVE || status == StreamStatus.UPDATING) return;
            if (status == StreamStatus.DELETING) throw new PlatformException(FailureKind.Unavailable, $"Stream {stream} is being deleted: wait until it is gone, then try again.");
            if (time.GetElapsedTime(start) > options.ActiveTimeout)
                throw new PlatformException(FailureKind.Unavailable, $"Stream {stream} is still {status} after {options.ActiveTimeout}: look at it in the Kinesis console, or raise {StreamsOptions.SectionName}:{nameof(options.ActiveTimeout)}.");
            await Task.Delay(ActivePoll, time, cancellationToken);
        }
    }

    private async Task<StreamDescriptionSummary?> FindSummaryAsync(StreamName stream, CancellationToken cancellationToken)
    {
        try
        {
            return await SummaryAsync(stream, cancellationToken);
        }
        catch (PlatformException e) when (e.Kind == FailureKind.NotFound)
        {
            return null;
        }
    }

    /// <returns>Null when the stream that the summary describes is gone; another may have taken its name.</returns>
    private async Task<List<Shard>?> FindShardsAsync(StreamName stream, StreamDescriptionSummary summary, CancellationToken cancellationToken)
    {
        // A stream that is being created or deleted has no shards to list.
        if (summary.StreamStatus != StreamStatus.ACTIVE && summary.StreamStatus != StreamStatus.UPDATING) return [];
        try
        {
            return await ListShardsAsync(stream, summary.StreamCreationTimestamp, cancellationToken);
        }
        catch (PlatformException e) when (e.Kind == FailureKind.NotFound)
        {
            return null;
        }
    }

    private async Task CreateAsync(StreamName stream, int shardCount, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.RunAsync($"stream {stream}", token => kinesis.CreateStreamAsync(new() { StreamName = stream.Value, ShardCount = shardCount }, token), cancellationToken);
            Log.StreamCreated(logger, stream, shardCount);
        }
        catch (PlatformException e) when (e.Kind == FailureKind.Conflict)
        {
            // Somebody else created it meanwhile, or an earlier attempt of ours whose answer was lost.
        }
    }

    private async Task<StreamDescriptionSummary> SummaryAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var answer = await _calls.RunAsync($"stream {stream}", token => kinesis.DescribeStreamSummaryAsync(new() { StreamName = stream.Value }, token), cancellationToken);
        return answer.StreamDescriptionSummary ?? throw new PlatformException(FailureKind.Data, $"Kinesis described stream {stream} without a summary; check the endpoint.");
    }

    /// <param name="createdAt">The service then lists the shards of that stream, and not those of one created later under the same name.</param>
    private async Task<List<Shard>> ListShardsAsync(StreamName stream, DateTime? createdAt, CancellationToken cancellationToken)
    {
        var shards = new List<Shard>();
        var request = new ListShardsRequest { StreamName = stream.Value, StreamCreationTimestamp = createdAt };
        for (var page = 0; page < PagesMax; page++)
        {
            var current = request;
            var answer = await _calls.RunAsync($"the shards of stream {stream}", token => kinesis.ListShardsAsync(current, token), cancellationToken);
            shards.AddRange(answer.Shards ?? []);
            if (string.IsNullOrEmpty(answer.NextToken)) return shards;
            request = new() { NextToken = answer.NextToken };
        }
        throw new PlatformException(FailureKind.Data, $"Kinesis' list of the shards of stream {stream} does not end within {PagesMax} pages; check the endpoint.");
    }

    private static ShardDescription ToDescription(Shard shard) => new(
        new(shard.ShardId ?? ""),
        [.. ((string?[])[shard.ParentShardId, shard.AdjacentParentShardId]).Where(id => !string.IsNullOrEmpty(id)).Select(id => new ShardId(id!))],
        HashKey(shard.HashKeyRange?.StartingHashKey, shard),
        HashKey(shard.HashKeyRange?.EndingHashKey, shard),
        shard.SequenceNumberRange?.EndingSequenceNumber is not null);

    private static UInt128 HashKey(string? text, Shard shard) =>
        UInt128.TryParse(text, System.Globalization.NumberStyles.None, null, out var key)
            ? key
            : throw new PlatformException(FailureKind.Data, $"Kinesis listed shard {shard.ShardId} without a valid hash key range; check the endpoint.");
}
