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
        using var writer = new LiveFileWriter(FilePath, Fields, _ => { });
        // As reads of shards bring them: within a block, over its end, over several.
        for (var next = 0; next < records.Length;)
        {
            var count = Math.Min(random.Next(3) switch { 0 => random.Next(1, 10), 1 => random.Next(100, 1000), _ => random.Next(2000, 5000) }, records.Length - next);
            writer.Add(records[next..(next + count)]);
            next += count;
        }

        var ranges = Ranges(random, records.Length);
        var expected = ranges.SelectMany(range => records.Skip(range.From).Take(range.Count)).ToList();
        var rows = Query(Live(writer, Fields, [.. ranges]), Fields, "shard_id, sequence_number, sub_sequence_number, partition_key, explicit_hash_key, epoch_us(arrived_at), data, fields::VARCHAR, computed(data)::VARCHAR, fields.o IS NULL, computed(data).o IS NULL");

        Assert.Equal(expected.Select(record => string.Join('|', record.ShardId.Value, record.SequenceNumber, record.SubSequenceNumber, Text(record.PartitionKey), record.ExplicitHashKey is { } key ? Text(key) : "",
            (record.ArrivedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Text(record.Data))), rows.Select(row => string.Join('|', row[..6].Append(Text((byte[])row[6]!)))));
        Assert.All(rows, row => Assert.Equal((row[8], row[10]), (row[7], row[9])));
        Assert.Contains(rows, row => row[7] is null);
        Assert.Contains(rows, row => row[9] is false);
    }

    [Fact]
    public void Read_SomeMembers_GivesTheirs()
    {
        using var writer = new LiveFileWriter(FilePath, Fields, _ => { });
        writer.Add([Record(0, """{"a":1,"b":"x","o":{"p":"y","q":2}}"""), Record(1, """{"b":"z"}"""), Record(2, "no json")]);

        Assert.Equal(["2|x", "|z", "|"], Query(Live(writer, Fields, new LiveRange(0, 3)), Fields.Narrow([["o", "q"], ["b"]]), "fields.o.q, fields.b").Select(row => string.Join('|', row)));
        Assert.Equal(["x", "z", ""], Query(Live(writer, Fields, new LiveRange(0, 3)), Fields.Narrow([["b"]]), "fields.b").Select(row => row[0] ?? ""));
        Assert.Equal([3L], Assert.Single(Query(Live(writer, Fields, new(0, 1), new(1, 2)), null, "count(*)")));
        Assert.Equal([2L], Assert.Single(Query(Live(writer, Fields, new LiveRange(1, 2)), Fields, "count(partition_key)")));
    }

    [Fact]
    public void Read_RowsOrFileThatAreNotThere_FailsWithoutTellingWhere()
    {
        using var writer = new LiveFileWriter(FilePath, null, _ => { });
        writer.Add([Record(0, "{}")]);
        var live = new WorkerLive(null, [new(FilePath, [1 << 20], [new(0, 1)])]);
        Assert.Contains("shorter", Assert.Throws<DuckDbException>(() => Query(live, null, "data")).Message, StringComparison.Ordinal);
        File.Delete(FilePath);
        var gone = Assert.Throws<DuckDbException>(() => Query(live, null, "data")).Message;
        Assert.Contains("gone", gone, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder, gone, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FailsAndIsTriedAgain_ReservesOnce()
    {
        var reserved = new List<long>();
        LiveFileWriter? writer = null;
        // Room is reserved, the disk fails.
        writer = new(FilePath, null, bytes =>
        {
            reserved.Add(bytes);
            writer!.Dispose();
        });
        for (var attempt = 0; attempt < 3; attempt++) Assert.Throws<ObjectDisposedException>(() => writer.Add([Record(0, "{}")]));
        var once = Assert.Single(reserved);
        Assert.Throws<ObjectDisposedException>(() => writer.Add([Record(0, "{}"), Record(0, "{}")]));
        // More than before: only what is missing.
        Assert.True(reserved[1] <= once, $"{reserved[1]} bytes for a second record, {once} for the first");
        Assert.Equal(0, writer.RowCount);
    }

    [Fact]
    public void Write_Succeeds_ReservesEachRecord()
    {
        var reserved = new List<long>();
        using var writer = new LiveFileWriter(FilePath, null, reserved.Add);
        for (var i = 0; i < 3; i++) writer.Add([Record(0, "{}")]);
        Assert.Equal(3, reserved.Count);
        Assert.All(reserved, bytes => Assert.Equal(reserved[0], bytes));
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

    private string FilePath => Path.Combine(_folder, "live");

    private WorkerLive Live(LiveFileWriter writer, PayloadFields fields, params LiveRange[] ranges) => new(fields.Members, [new(FilePath, writer.Blocks, ranges)]);

    private static List<object?[]> Query(WorkerLive live, PayloadFields? seen, string columns)
    {
        var table = new WorkerTable("t", [], seen is null ? null : new(seen.Id, seen.Members, IsWhole: ReferenceEquals(seen, Fields), [])) { Live = 0 };
        // One for each: a function's name is taken for good.
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute("SET threads = 1; SET TimeZone = 'UTC'");
        connection.Register(new LiveFunction { Plan = new("", [table], null, null, IsPrepareOnly: false) { Live = [live] } });
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
