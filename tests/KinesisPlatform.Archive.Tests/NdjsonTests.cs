using System.IO.Compression;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive.DataFiles;

namespace KinesisPlatform.Archive.Tests;

public sealed class NdjsonTests : IDisposable
{
    private readonly ArchiveFixture _archive = new(writesParquet: true);
    private readonly string _folder = Directory.CreateTempSubdirectory("ndjson-tests-").FullName;

    [Theory]
    [InlineData("""{"a":1}""", true)]
    [InlineData(""" {"a" : [1, 2.50e3, "ü\n"]} """, true)]
    [InlineData("12", true)]
    [InlineData("null", true)]
    [InlineData("{\"a\":\n1}", false)]
    [InlineData("{\"a\":1}\r", false)]
    [InlineData("""{"a":1}{"a":2}""", false)]
    [InlineData("""{"a":1""", false)]
    [InlineData("text", false)]
    [InlineData("", false)]
    public void IsLine_OneJsonValueWithoutLineBreaks(string payload, bool isLine) => Assert.Equal(isLine, NdjsonLine.IsLine(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void IsLine_NotUtf8_IsNone() => Assert.False(NdjsonLine.IsLine([(byte)'"', 0xC3, 0x28, (byte)'"']));

    [Fact]
    public async Task Convert_AnyPayload_IsItselfOrWrappedWithoutLoss()
    {
        byte[][] payloads = ["""{"b":1.0,"a":"ü"}"""u8.ToArray(), "two\nlines"u8.ToArray(), [0, 255, 10], [], "7"u8.ToArray()];
        var records = payloads.Select((payload, i) => ArchiveFixture.Record(ArchiveFixture.Shard0, i + 1, data: payload)).ToList();
        var (parquet, ndjson) = (Path.Combine(_folder, "a.parquet"), Path.Combine(_folder, "a.json.gz"));
        await _archive.Encoder.EncodeAsync([records], parquet, default);

        var count = await new DuckDbNdjsonConverter().ConvertAsync(parquet, ndjson, default);

        var lines = await ReadAsync(ndjson);
        Assert.Equal((5L, 5), (count, lines.Count));
        Assert.Equal(["""{"b":1.0,"a":"ü"}""", "7"], [lines[0], lines[4]]);
        for (var i = 1; i < 4; i++)
        {
            using var line = JsonDocument.Parse(lines[i]);
            Assert.Equal(payloads[i], line.RootElement.GetProperty("data").GetBytesFromBase64());
            var kinesis = line.RootElement.GetProperty("_kinesis");
            Assert.Equal(records[i].SequenceNumber.ToString(), kinesis.GetProperty("sequenceNumber").GetString());
            Assert.Equal((records[i].ShardId.Value, 0, records[i].PartitionKeyText), (kinesis.GetProperty("shardId").GetString(), kinesis.GetProperty("subSequenceNumber").GetInt32(), kinesis.GetProperty("partitionKey").GetString()));
            Assert.Equal(records[i].ArrivedAt, kinesis.GetProperty("arrivedAt").GetDateTimeOffset());
        }
    }

    [Fact]
    public async Task ReadAppends_GivesEachCommitItsOwnFilesAndCountsThoseExpired()
    {
        _archive.Options.SnapshotCountMax = 3;
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 5; i++) await ArchiveFixture.AppendAsync(table, ArchiveFixture.Append(ArchiveFixture.Shard0, i * 2, i * 2 + 2));

        var all = await table.ReadAppendsAsync(0, default);
        var later = await table.ReadAppendsAsync(3, default);

        Assert.Equal([3L, 4L, 5L], all.Appends.Select(append => append.SequenceNumber));
        Assert.Equal((5L, 2L), (all.Latest, all.MissingCount));
        Assert.Equal([4L, 5L], later.Appends.Select(append => append.SequenceNumber));
        Assert.Equal((5L, 0L), (later.Latest, later.MissingCount));
        Assert.All(all.Appends, append => Assert.Equal(2, Assert.Single(append.Files).RecordCount));
        Assert.Equal(3, all.Appends.SelectMany(append => append.Files).Select(file => file.Key).Distinct().Count());
    }

    public void Dispose()
    {
        _archive.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<List<string>> ReadAsync(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return [.. (await reader.ReadToEndAsync()).Split('\n')[..^1]];
    }
}
