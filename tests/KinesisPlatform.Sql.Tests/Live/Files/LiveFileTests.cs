using System.Text;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Live.Files;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Sql.Workers;
using KinesisPlatform.Sql.Workers.Child;

namespace KinesisPlatform.Sql.Tests.Live.Files;

/// <summary>What is written of live records is what a worker's DuckDB has of them.</summary>
public sealed class LiveFileTests : IDisposable
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-7", "9223372036854775807", "9223372036854775808", "1.5e3", "\"\"", "\"text\"", "\"1\"", "\"\\u00e9\\n\"", "\"\\ud800\"", "[1,{\"a\":2}]", "{}", "{\"p\":1}", "{\"p\":\"x\",\"q\":2.5}", "\"\\u0000\"",
    ];

    private static readonly PayloadFields Fields = new(20,
    [
        new(21, "a", PayloadFieldType.Whole, []), new(22, "b", PayloadFieldType.Text, []), new(23, "c d", PayloadFieldType.Number, []), new(24, "é", PayloadFieldType.Boolean, []),
        new(25, "o", PayloadFieldType.Struct, [new(26, "p", PayloadFieldType.Text, []), new(27, "q", PayloadFieldType.Number, [])]),
    ], new HashSet<int>());

    private readonly string _folder = Directory.CreateTempSubdirectory("live-file-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Write_AnyRecords_AreReadAsTheyWere(int seed)
    {
        var random = new Random(seed);
        var records = Enumerable.Range(0, 7000).Select(i => Record(random, i)).ToArray();
        using var writer = new LiveFileWriter(Path.Combine(_folder, "live"), Fields, _ => { });
        // As reads of shards bring them: within a block, over its end, over several.
        for (var next = 0; next < records.Length;)
        {
            var count = Math.Min(random.Next(3) switch { 0 => random.Next(1, 10), 1 => random.Next(100, 1000), _ => random.Next(2000, 5000) }, records.Length - next);
            writer.Add(records[next..(next + count)]);
            next += count;
        }

        var ranges = Ranges(random, records.Length);
        var expected = ranges.SelectMany(range => records.Skip(range.From).Take(range.Count)).ToList();
        var rows = Query(Fields, ranges, "shard_id, sequence_number, sub_sequence_number, partition_key, explicit_hash_key, epoch_us(arrived_at), data, fields::VARCHAR, computed(data)::VARCHAR, fields.o IS NULL, computed(data).o IS NULL");

        Assert.Equal(expected.Select(record => string.Join('|', record.ShardId.Value, record.SequenceNumber, record.SubSequenceNumber, Text(record.PartitionKey), record.ExplicitHashKey is { } key ? Text(key) : "",
            (record.ArrivedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Text(record.Data))), rows.Select(row => string.Join('|', row[..6].Append(Text((byte[])row[6]!)))));
        Assert.All(rows, row => Assert.Equal((row[8], row[10]), (row[7], row[9])));
        Assert.Contains(rows, row => row[7] is null);
        Assert.Contains(rows, row => row[9] is false);
    }

    [Fact]
    public void Read_SomeMembers_GivesTheirs()
    {
        using var writer = new LiveFileWriter(Path.Combine(_folder, "live"), Fields, _ => { });
        writer.Add([Record(0, """{"a":1,"b":"x","o":{"p":"y","q":2}}"""), Record(1, """{"b":"z"}"""), Record(2, "no json")]);

        Assert.Equal(["2|x", "|z", "|"], Query(Fields.Narrow([["o", "q"], ["b"]]), [new(0, 3)], "fields.o.q, fields.b").Select(row => string.Join('|', row)));
        Assert.Equal(["x", "z", ""], Query(Fields.Narrow([["b"]]), [new(0, 3)], "fields.b").Select(row => row[0] ?? ""));
        Assert.Equal([3L], Assert.Single(Query(null, [new(0, 1), new(1, 2)], "count(*)")));
        Assert.Equal([2L], Assert.Single(Query(Fields, [new(1, 2)], "count(partition_key)")));
    }

    [Fact]
    public void Read_RowsThatAreNotThere_Fails()
    {
        using var writer = new LiveFileWriter(Path.Combine(_folder, "live"), null, _ => { });
        writer.Add([Record(0, "{}")]);
        var path = Path.Combine(_folder, "live");
        Assert.Contains("shorter", Assert.Throws<DuckDbException>(() => Query(null, [new(0, 1)], "data", path, live => live with { Files = [new(path, [new(LiveLayout.RowsMax * 2, 1)])] })).Message, StringComparison.Ordinal);
    }

    private static StreamRecord Record(Random random, int i) => Record(i, Payload(random)) with
    {
        ShardId = new($"shardId-{random.Next(3):D12}"), SubSequenceNumber = random.Next(3), ExplicitHashKey = random.Next(3) == 0 ? Encoding.UTF8.GetBytes($"{random.NextInt64()}") : null,
    };

    private static StreamRecord Record(int i, string payload) => new(
        new("shardId-000000000000"), MemoryStreams.SequenceOf(i + 1), 0, Encoding.UTF8.GetBytes($"ключ-{i}"), null, DateTimeOffset.UnixEpoch.AddMilliseconds(i * 1234L), Encoding.UTF8.GetBytes(payload));

    private static string Payload(Random random) => random.Next(12) switch
    {
        0 => "no json", 1 => "", 2 => "{\"a\":1", 3 => "[1]", 4 => new string(' ', random.Next(5000)),
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{new[] { "a", "b", "c d", "\\u00e9", "é", "o", "other" }[random.Next(7)]}\":{Values[random.Next(Values.Length)]}"))}}}",
    };

    private static List<LiveRange> Ranges(Random random, int count)
    {
        var ranges = new List<LiveRange>();
        for (var from = random.Next(2); from < count;)
        {
            var length = Math.Min(random.Next(1, random.Next(2) == 0 ? 20 : 5000), count - from);
            ranges.Add(new(from, length));
            from += length + random.Next(1, 50);
        }
        return ranges;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private List<object?[]> Query(PayloadFields? seen, IReadOnlyList<LiveRange> ranges, string columns, string? path = null, Func<WorkerLive, WorkerLive>? change = null)
    {
        var live = new WorkerLive(path is null ? Fields.Members : null, [new(path ?? Path.Combine(_folder, "live"), ranges)]);
        var table = new WorkerTable("t", [], seen is null ? null : new(seen.Id, seen.Members, IsWhole: ReferenceEquals(seen, Fields), [])) { Live = 0 };
        // One for each: a function's name is taken for good.
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute("SET threads = 1; SET TimeZone = 'UTC'");
        connection.Register(new LiveFunction(new("", [table], "", null, null, IsPrepareOnly: false) { Live = [change?.Invoke(live) ?? live] }));
        connection.Register(new PayloadFieldsFunction("computed", Fields));
        using var result = connection.Query($"SELECT {columns} FROM {LiveFunction.FunctionName}(0)");
        var rows = new List<object?[]>();
        while (result.ReadChunk())
        {
            for (var row = 0; row < result.RowCount; row++) rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => result.GetValue(column, row))]);
        }
        return rows;
    }
}
