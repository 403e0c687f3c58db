using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Streams.Tests.Reading;

public sealed class PollingGapTests() : ShardReaderGapContract(ReadingMode.Polling)
{
    private static readonly TimeSpan Stop = TimeSpan.FromHours(25);

    [Fact]
    public async Task Read_ProcessStandsStillUntilRetentionPassed_ReportsTheGap()
    {
        var world = new Virtual();
        var read = world.Put(1);
        var readUpTo = world.Time.GetUtcNow();
        world.Put(2);
        var reader = new ShardReader(
            world.Kinesis, new StoppedProcess(world.Kinesis, world.Time), world.Directory, world.Options, world.Time, new Random(1), NullLogger<ShardReader>.Instance);

        var batch = await world.RunAsync(async () => await FirstAsync(reader.ReadAsync(Virtual.Stream, Virtual.First, new ReadPosition.After(read.SequenceNumber, readUpTo), default)), Stop * 2);

        Assert.Equal(read.SequenceNumber, batch.Gap!.After);
        Assert.Equal(readUpTo, batch.Gap.From);
    }

    private static async Task<ShardBatch> FirstAsync(IAsyncEnumerable<ShardBatch> batches)
    {
        await foreach (var batch in batches) return batch;
        throw new InvalidOperationException("There is no batch.");
    }

    /// <summary>Sends its first read only when it goes on again.</summary>
    private sealed class StoppedProcess(IKinesisRecordClient inner, FakeTimeProvider time) : IKinesisRecordClient
    {
        private bool _hasStopped;

        public Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken)
        {
            if (!_hasStopped) time.Advance(Stop);
            _hasStopped = true;
            return inner.GetRecordsAsync(shardIterator, recordCountMax, cancellationToken);
        }

        public Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken) =>
            inner.PutRecordsAsync(streamName, entries, cancellationToken);
    }
}
