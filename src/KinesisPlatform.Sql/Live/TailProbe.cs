using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Live;

/// <summary>
/// Asks a shard whether there is anything new, where the tail is pushed its records: of an idle shard Kinesis says so only every few seconds, and a query would have to wait for that.
/// One GetShardIterator and one GetRecords, within the reader's budget of calls for the shard, each time a query finds a shard that was not heard of for <see cref="SqlOptions.StalenessMax"/>.
/// </summary>
/// <param name="polling">Null where the tail itself polls.</param>
internal sealed class TailProbe(IShardReader? polling)
{
    public bool IsAvailable => polling is not null;

    /// <returns>A time before which nothing arrived in the shard behind a position; null when there is something there, which will be pushed.</returns>
    /// <exception cref="PlatformException">As <see cref="IShardReader.ReadAsync"/>.</exception>
    public async Task<DateTimeOffset?> AskAsync(StreamName stream, ShardId shard, ReadPosition position, CancellationToken cancellationToken)
    {
        await foreach (var batch in polling!.ReadAsync(stream, shard, position, cancellationToken))
        {
            using (batch)
            {
                if (batch.Records.Count > 0 || batch.Gap is not null || batch.IsEndOfShard) return null;
                // An answer may be empty before the tip is reached.
                if (batch.BehindLatest == TimeSpan.Zero) return batch.ReadUpTo;
            }
        }
        return null;
    }
}
