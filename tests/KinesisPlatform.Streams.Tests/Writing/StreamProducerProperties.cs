using System.Globalization;
using System.Text;
using KinesisPlatform.Streams.Aggregation;
using KinesisPlatform.Streams.Writing;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Streams.Tests.Writing;

/// <summary>
/// Random histories of a producer: records of few keys, resharding, refused entries, lost requests, lost answers. Whatever happens, each record is
/// acknowledged where it lies, in the shard that holds its key, and a key's records lie in order; a lost answer or a resharding may double some.
/// </summary>
public sealed class StreamProducerProperties
{
    private const int BufferBytesMax = 8_000;
    // More than a record of these histories, fewer than some.
    private const int AggregateBytesMax = 700;

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void History_AnyFaultsAndResharding_LosesNothingAndKeepsEachKeyInOrder(bool aggregates, bool keepsOrder) =>
        Properties.Hold(60, choices => Run(choices, aggregates, keepsOrder), choiceCountMax: 250);

    private static bool Run(int[] choices, bool aggregates, bool keepsOrder)
    {
        var history = new History(choices, aggregates, keepsOrder);
        history.World.RunAsync(async () =>
        {
            await history.RunAsync();
            return 0;
        }, TimeSpan.FromHours(1)).GetAwaiter().GetResult();
        history.Check(keepsOrder);
        return true;
    }

    private sealed class History
    {
        private readonly int[] _choices;
        private readonly Random _random;
        private readonly List<(string Key, int Number, Task<PutResult> Result)> _accepted = [];
        private readonly Dictionary<string, int> _lastOfKey = [];
        private int _refusals;
        private PutFault _fault;

        public History(int[] choices, bool aggregates, bool keepsOrder)
        {
            _choices = choices;
            _random = new(choices.Length);
            World = new(shardCount: 1 + choices.Length % 4, new()
            {
                AttemptsMax = 100,
                Producer = new()
                {
                    Aggregates = aggregates,
                    KeepsOrder = keepsOrder,
                    AggregateBytesMax = AggregateBytesMax,
                    RecordBytesMax = 1_000,
                    RequestBytesMax = 3_000,
                    RecordsPerRequestMax = 5,
                    RequestsInFlightMax = 4,
                    BufferBytesMax = BufferBytesMax,
                    DeliveryTimeout = TimeSpan.FromHours(2),
                },
            });
            World.Kinesis.PutLatency = () => (TimeSpan.FromMilliseconds(_random.Next(60)), TimeSpan.FromMilliseconds(_random.Next(60)));
            World.Kinesis.PutFault = () =>
            {
                var fault = _fault;
                _fault = PutFault.None;
                return fault;
            };
            World.Kinesis.EntryError = _ => _refusals > 0 && _random.Next(2) == 0 ? (_refusals-- % 2 == 0 ? "InternalFailure" : "ProvisionedThroughputExceededException") : null;
        }

        public Virtual World { get; }

        public async Task RunAsync()
        {
            foreach (var choice in _choices)
            {
                var argument = choice >> 4;
                switch (choice & 15)
                {
                    case < 10:
                        await EnqueueAsync($"key-{argument % 7}", 4 + (argument >> 3) % 300);
                        break;
                    case 10 or 11:
                        await Task.Delay(TimeSpan.FromMilliseconds(argument % 200), World.Time);
                        break;
                    case 12:
                        await SplitAsync(argument);
                        break;
                    case 13:
                        await MergeAsync(argument);
                        break;
                    case 14:
                        _fault = (PutFault)(argument % 3);
                        break;
                    default:
                        _refusals = argument % 20;
                        break;
                }
                Assert.InRange(World.Producer.BufferedBytes, 0, BufferBytesMax);
            }
            await World.Producer.DisposeAsync();
        }

        public void Check(bool keepsOrder)
        {
            Assert.Equal(0, World.Producer.BufferedBytes);
            var arrivals = Arrivals();
            var byPlace = arrivals.ToDictionary(a => (a.ShardId, a.Sequence, a.Sub));
            foreach (var (key, number, result) in _accepted)
            {
                Assert.True(result.IsCompletedSuccessfully, $"{key}/{number} is {result.Status}.");
                var place = result.GetAwaiter().GetResult();
                var arrival = byPlace[(place.ShardId, place.SequenceNumber, place.SubSequenceNumber)];
                Assert.Equal((key, number), (arrival.Key, arrival.Number));
                Assert.True(arrival.IsInPlace, $"{key}/{number} was acknowledged in {place.ShardId}, which does not hold its key.");
            }
            if (!keepsOrder) return;
            AssertInOrder(arrivals);
            // What a consumer sees that drops what is not in its shard's range.
            AssertInOrder(arrivals.Where(a => a.IsInPlace));
        }

        /// <summary>Nothing comes before everything ahead of it has come at least once.</summary>
        private static void AssertInOrder(IEnumerable<Arrival> arrivals)
        {
            var seen = new Dictionary<string, int>();
            foreach (var arrival in arrivals.OrderBy(a => a.Sequence).ThenBy(a => a.Sub))
            {
                var last = seen.GetValueOrDefault(arrival.Key, -1);
                Assert.True(arrival.Number <= last + 1, $"{arrival.Key}/{arrival.Number} came when {last} was the last.");
                seen[arrival.Key] = Math.Max(last, arrival.Number);
            }
        }

        private async Task EnqueueAsync(string key, int bytes)
        {
            var number = _lastOfKey.GetValueOrDefault(key, -1) + 1;
            _lastOfKey[key] = number;
            var data = new byte[bytes];
            BitConverter.TryWriteBytes(data, number);
            _accepted.Add((key, number, await World.Producer.EnqueueAsync(Virtual.Stream, new(key, data), default)));
        }

        private async Task SplitAsync(int argument)
        {
            var open = await OpenAsync();
            var shard = open[argument % open.Count];
            if (open.Count >= 8 || shard.EndingHashKey - shard.StartingHashKey < 1_000) return;
            var middle = shard.StartingHashKey + (shard.EndingHashKey - shard.StartingHashKey) / (UInt128)(2 + argument % 3);
            await World.Kinesis.SplitShardAsync(new() { StreamName = Virtual.Stream.Value, ShardToSplit = shard.Id.Value, NewStartingHashKey = middle.ToString(CultureInfo.InvariantCulture) });
        }

        private async Task MergeAsync(int argument)
        {
            var open = await OpenAsync();
            if (open.Count < 2) return;
            var first = argument % (open.Count - 1);
            await World.Kinesis.MergeShardsAsync(new() { StreamName = Virtual.Stream.Value, ShardToMerge = open[first].Id.Value, AdjacentShardToMerge = open[first + 1].Id.Value });
        }

        private async Task<List<ShardDescription>> OpenAsync() =>
            [.. (await World.Directory.DescribeAsync(Virtual.Stream, default))!.Shards.Where(s => !s.IsClosed).OrderBy(s => s.StartingHashKey)];

        private List<Arrival> Arrivals()
        {
            var arrivals = new List<Arrival>();
            foreach (var (shard, start, end, record) in World.Kinesis.RecordsOf(Virtual.Stream.Value))
            {
                var whole = new StreamRecord(shard, record.SequenceNumber, 0, record.PartitionKey, null, record.ArrivedAt, record.Data);
                Assert.InRange(record.Data.Length, 0, AggregateBytesMax);
                using var expanded = new PooledList<StreamRecord>();
                if (!KplAggregate.TryExpand(whole, expanded)) expanded.Add(whole);
                foreach (var user in expanded)
                {
                    var hashKey = new EnqueuedRecord(new(user.PartitionKeyText, default), 0, default).HashKey;
                    arrivals.Add(new(shard, user.SequenceNumber, user.SubSequenceNumber, Encoding.UTF8.GetString(user.PartitionKey.Span), BitConverter.ToInt32(user.Data.Span), hashKey >= start && hashKey <= end));
                }
            }
            return arrivals;
        }
    }

    private sealed record Arrival(ShardId ShardId, SequenceNumber Sequence, int Sub, string Key, int Number, bool IsInPlace);
}
