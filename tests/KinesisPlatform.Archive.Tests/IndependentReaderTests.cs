using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.TestKit;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

/// <summary>What we write is Iceberg when readers that others wrote read it: icebird, avsc and hyparquet.</summary>
public sealed class IndependentReaderTests : IDisposable
{
    private readonly ArchiveFixture _archive = new(writesParquet: true);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public async Task Table_ReadByOthers_HasEveryRowExactly()
    {
        _archive.Options.ManifestMergeCount = 3;
        var table = await _archive.OpenAsync();
        StreamRecord[] strange = [Record(Shard1, 1, data: []), Record(Shard1, 2, data: [0xFF, 0, 0xC3], hashKey: "7"), Record(Shard1, 3, Noon.AddHours(1), data: new byte[1 << 20])];
        await AppendAsync(table, Append(null, strange));
        for (var i = 0; i < 5; i++) await AppendAsync(table, Append(Shard0, i * 1000, i * 1000 + 1000));
        await table.PinAsync("pinned", await table.LoadAsync(CancellationToken.None), CancellationToken.None);
        await ExportAsync();

        var output = JsonNode.Parse(await NodeScript.RunAsync("read-iceberg.mjs", _folder, "s3://memory/archive/flights"))!;

        Assert.Equal(5003, (int)output["icebirdRows"]!);
        Assert.Equal(2, (int)output["formatVersion"]!);
        var rows = output["files"]!.AsArray().SelectMany(file => file!["rows"]!.AsArray()).Select(row => row!.ToJsonString()).Order();
        Assert.Equal((await _archive.ReadAllAsync(table)).Select(AsJson).Order(), rows);
        Assert.Equal(strange.Select(AsJson).Order(), rows.Where(row => row.Contains(Shard1.Value, StringComparison.Ordinal)));
        Assert.All(output["files"]!.AsArray(), CheckFile);
        CheckManifests(output);
    }

    private static void CheckFile(JsonNode? file)
    {
        Assert.Equal("""{"shard_id":1,"sequence_number":2,"sub_sequence_number":3,"partition_key":4,"explicit_hash_key":5,"arrived_at":6,"data":7}""", file!["fieldIds"]!.ToJsonString());
        Assert.Equal("""["ZSTD"]""", file["codecs"]!.ToJsonString());
    }

    private static void CheckManifests(JsonNode output)
    {
        var (list, manifests) = (output["list"]!.AsArray(), output["manifests"]!.AsArray());
        for (var i = 0; i < list.Count; i++)
        {
            var entries = manifests[i]!["entries"]!.AsArray();
            Assert.Equal(entries.Count, (int)list[i]!["added_files_count"]! + (int)list[i]!["existing_files_count"]!);
            Assert.Equal(entries.Sum(entry => (long)entry!["data_file"]!["record_count"]!), (long)list[i]!["added_rows_count"]! + (long)list[i]!["existing_rows_count"]!);
            Assert.Equal("arrived_at_hour", (string?)manifests[i]!["spec"]![0]!["name"]);
            Assert.Equal("data", (string?)manifests[i]!["content"]);
            Assert.All(entries, entry => Assert.Equal((int)entry!["status"]! == 1, entry["sequence_number"] is null));
        }
        var strange = manifests.SelectMany(manifest => manifest!["entries"]!.AsArray()).Select(entry => entry!["data_file"]!).Single(file => (long)file["record_count"]! == 2);
        Assert.Equal((Noon - DateTimeOffset.UnixEpoch).TotalHours, (int)strange["partition"]!["arrived_at_hour"]!);
        Assert.Equal(1, Find(strange, "null_value_counts", ArchiveColumns.ExplicitHashKey).GetValue<int>());
        Assert.Equal(2, Find(strange, "value_counts", ArchiveColumns.Data).GetValue<int>());
        Assert.Equal(Shard1.Value, Text(Find(strange, "lower_bounds", ArchiveColumns.ShardId)));
        Assert.Equal(Sequence(2).ToString(), Text(Find(strange, "upper_bounds", ArchiveColumns.SequenceNumber)));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], strange["column_sizes"]!.AsArray().Select(pair => (int)pair!["key"]!).Order());
        Assert.DoesNotContain(strange["lower_bounds"]!.AsArray(), pair => (int)pair!["key"]! == ArchiveColumns.Data);
    }

    private static JsonNode Find(JsonNode file, string map, int column) => file[map]!.AsArray().Single(pair => (int)pair!["key"]! == column)!["value"]!;

    // avsc's bytes are Node.js Buffers: {"type":"Buffer","data":[...]}
    private static string Text(JsonNode buffer) => System.Text.Encoding.UTF8.GetString([.. buffer["data"]!.AsArray().Select(value => (byte)(int)value!)]);

    private static string AsJson(StreamRecord record) => JsonSerializer.SerializeToNode(new
    {
        shard = record.ShardId.Value,
        sequence = record.SequenceNumber.ToString(),
        sub = record.SubSequenceNumber,
        key = record.PartitionKeyText,
        hashKey = record.ExplicitHashKey is { } hashKey ? System.Text.Encoding.UTF8.GetString(hashKey.Span) : null,
        arrived = record.ArrivedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        sha256 = Convert.ToHexStringLower(SHA256.HashData(record.Data.Span)),
    })!.ToJsonString();

    private async Task ExportAsync()
    {
        await foreach (var info in _archive.Memory.ListAsync("", null, CancellationToken.None))
        {
            var path = Path.Combine(_folder, info.Key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, (await _archive.Memory.GetAsync(info.Key, null, CancellationToken.None))!.Content.ToArray());
        }
    }

    public void Dispose()
    {
        _archive.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
