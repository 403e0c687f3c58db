using System.Globalization;
using System.Text;
using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.ReplayCoordinator.Tests.Processes;

/// <summary>A replay whose coordinators are killed, and what must be on the target at its end.</summary>
/// <param name="Request">Without source, target and pace.</param>
/// <param name="Selects">Which of the archived records, by their number.</param>
internal sealed record KilledReplay(string Name, Dictionary<string, object> Request, Func<int, bool> Selects)
{
    /// <summary>Bounds by time, and a condition.</summary>
    public static KilledReplay Filtered(ArchivedStream stream)
    {
        var (from, to) = (stream.Archived.Count / 20, stream.Archived.Count - stream.Archived.Count / 20);
        return new("bounded and filtered", new()
        {
            ["from"] = Text(stream.Archived[from].ArrivedAt), ["to"] = Text(stream.Archived[to].ArrivedAt), ["where"] = "(json->>'$.n')::int % 3 <> 0",
        }, n => n >= from && n < to && n % 3 != 0);
    }

    public static KilledReplay Aggregated() => new("aggregated, order per shard", new() { ["aggregate"] = true, ["order"] = "perShard" }, _ => true);

    public static KilledReplay Wrapped(ArchivedStream stream)
    {
        var half = stream.Archived.Count / 2;
        var shards = stream.Archived.Select(r => r.ShardId.Value).Distinct().ToDictionary(id => id, object (_) => new { from = stream.Archived[half].SequenceNumber.ToString() });
        return new("bounded by sequence numbers, wrapped", new() { ["shards"] = shards, ["wrap"] = true, ["annotate"] = new { overwrite = true } }, n => n >= half);
    }

    /// <summary>Every selected record at least once, with its identity and its bytes, and nothing else; each key's records in the archive's order, and what was sent again in that order again.</summary>
    /// <param name="replayId">Others' records are not looked at.</param>
    /// <returns>How many records were sent more than once.</returns>
    public int Check(ArchivedStream stream, IReadOnlyList<StreamRecord> target, string replayId)
    {
        var reader = new ReplayRecordReader(ArchivedStream.Source.Value);
        var numbers = stream.Archived.Select((record, n) => (Key: (record.ShardId.Value, record.SequenceNumber.ToString()), n)).ToDictionary(x => x.Key, x => x.n);
        var perKey = new Dictionary<string, List<int>>();
        foreach (var record in target)
        {
            var read = reader.Read(new(ArchivedStream.Target.Value, record.ShardId.Value, Consumer.Records.SequenceNumber.Parse(record.SequenceNumber.ToString()), record.SubSequenceNumber), record.Data);
            if (read.Replay?.ReplayId != replayId) continue;
            var n = numbers[(read.Original.ShardId, read.Original.SequenceNumber.ToString())];
            Assert.Equal(stream.Archived[n].Data.Span, read.Payload.Span);
            Assert.Equal(stream.Archived[n].PartitionKeyText, record.PartitionKeyText);
            if (!perKey.TryGetValue(record.PartitionKeyText, out var list)) perKey.Add(record.PartitionKeyText, list = []);
            list.Add(n);
        }
        Assert.Equal(Enumerable.Range(0, stream.Archived.Count).Where(Selects), perKey.Values.SelectMany(list => list.Distinct()).Order());
        Assert.All(perKey.Values, list =>
        {
            var places = list.Distinct().Order().Select((n, place) => (n, place)).ToDictionary(x => x.n, x => x.place);
            // On by one at a time, from the first on; back to where a checkpoint was at any time.
            Assert.DoesNotContain(list.Prepend(-1).Zip(list), pair => places[pair.Second] > places.GetValueOrDefault(pair.First, -1) + 1);
        });
        return perKey.Values.Sum(list => list.Count - list.Distinct().Count());
    }

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
