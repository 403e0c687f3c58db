using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.DuckDb;
using KinesisPlatform.TestKit;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

/// <summary>What we write is Iceberg when readers that others wrote read it: icebird, avsc and hyparquet, and Apache Avro's own library.</summary>
public sealed class IndependentReaderTests : IDisposable
{
    private readonly ArchiveFixture _archive = new(writesParquet: true);
    private readonly string _folder = Directory.CreateTempSubdirectory("archive-tests-").FullName;

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
        Assert.All(output["manifests"]!.AsArray().SelectMany(manifest => manifest!["entries"]!.AsArray()), entry => Assert.Equal(1, (int)entry!["data_file"]!["sort_order_id"]!));
        var rows = output["files"]!.AsArray().SelectMany(file => file!["rows"]!.AsArray()).Select(row => row!.ToJsonString()).Order();
        Assert.Equal((await _archive.ReadAllAsync(table)).Select(AsJson).Order(), rows);
        Assert.Equal(strange.Select(AsJson).Order(), rows.Where(row => row.Contains(Shard1.Value, StringComparison.Ordinal)));
        Assert.All(output["files"]!.AsArray(), CheckFile);
        CheckManifests(output);
    }

    [Fact]
    public async Task Table_ThroughItsWholeLife_IsReadByOthersInEveryVersion()
    {
        (_archive.Options.ManifestMergeCount, _archive.Options.SnapshotCountMax, _archive.Options.SweepSafeAge) = (4, 6, TimeSpan.FromHours(1));
        var table = await _archive.OpenAsync();
        var next = 0;
        async Task AppendSomeAsync(int count)
        {
            for (; count > 0; count--, next++)
                await AppendAsync(table, Append(next == 0 ? null : Checkpoint(Shard0, next), Record(Shard0, next + 1, Noon.AddMinutes(20 * next), hashKey: next % 2 == 0 ? "7" : null)));
        }
        await AppendSomeAsync(6);
        await EvolveAsync(table, ("number", "int"));
        await MergeHourAsync(table, Noon, "int");
        await AppendSomeAsync(2);
        await table.PinAsync("pinned", await table.LoadAsync(CancellationToken.None), CancellationToken.None);
        await EvolveAsync(table, ("number", "long"), ("text", "string"));
        await MergeHourAsync(table, Noon.AddHours(1), "long");
        await AppendSomeAsync(3);
        var cut = await table.CutAsync(Noon.AddHours(1), CancellationToken.None);
        await AppendSomeAsync(2);
        Assert.Equal(3, cut.RecordCount);
        await ExportAsync();

        var versions = await ReadEveryVersionAsync();
        Assert.Equal(["append", "delete", "replace"], versions.Select(version => version.Operation).Distinct().Order());
        Assert.Contains(versions, version => version.Rows == 8 && version.RowsWithFields == 3);

        // What is left after a sweep is read by the newest metadata alone: earlier files list snapshots that have expired.
        for (var i = 0; i < 3; i++)
        {
            _archive.Time.Advance(TimeSpan.FromHours(3));
            await AppendSomeAsync(1);
            await table.SweepAsync(false, CancellationToken.None);
        }
        Directory.Delete(_folder, recursive: true);
        await ExportAsync();
        var current = await table.LoadAsync(CancellationToken.None);
        var left = await ReadEveryVersionAsync(Path.GetFileName(current.MetadataKey));
        Assert.Equal((13L, 3), left.Where(version => version.Id == current.SnapshotId!.Value.ToString(CultureInfo.InvariantCulture)).Select(version => (version.Rows, version.RowsWithFields)).Single());
        Assert.Contains(left, version => version.Rows == 8);
    }

    /// <summary>Every snapshot of every metadata file (or of one) as both readers have it.</summary>
    private async Task<IReadOnlyList<(string Id, string Operation, long Rows, int RowsWithFields)>> ReadEveryVersionAsync(params string[] only)
    {
        var planned = JsonNode.Parse(await PythonScript.RunAsync("read_iceberg.py", "avro", "python3-avro", [_folder, .. only]))!;
        var read = JsonNode.Parse(await NodeScript.RunAsync("read-every-iceberg-file.mjs", [_folder, "s3://memory/archive/flights", .. only]))!;
        Assert.Empty(planned["problems"]!.AsArray().Select(problem => (string?)problem));
        Assert.True(JsonNode.DeepEquals(planned["avro"], read["avro"]));
        Assert.All(read["parquet"]!.AsObject(), file => Assert.Equal((int)file.Value!["announced"]!, (int)file.Value["rows"]!));
        Assert.All(planned["offsets"]!.AsObject().Where(file => file.Value is not null), file => Assert.True(JsonNode.DeepEquals(read["parquet"]![file.Key]!["offsets"], file.Value)));
        Assert.Contains(planned["offsets"]!.AsObject(), file => file.Value is not null);
        var plans = planned["versions"]!.AsArray().SelectMany(version => version!["snapshots"]!.AsArray().Select(snapshot => (File: (string)version["file"]!, Id: (string)snapshot!["id"]!, Snapshot: snapshot))).ToList();
        var reads = read["versions"]!.AsArray().ToDictionary(version => ((string)version!["file"]!, (string)version["id"]!));
        Assert.Equal(plans.Count, reads.Count);
        return [.. plans.Select(plan =>
        {
            var rows = reads[(plan.File, plan.Id)]!;
            Assert.Equal((long)plan.Snapshot["rows"]!, (long)rows["rows"]!);
            // No record twice, none but the oldest missing.
            var numbers = rows["numbers"]!.AsArray().Select(number => Number(SequenceNumber.Parse((string)number!))).Order().ToList();
            Assert.Equal(Numbers(numbers.FirstOrDefault(1) - 1, numbers.LastOrDefault()), numbers);
            return (plan.Id, (string)plan.Snapshot["operation"]!, (long)rows["rows"]!, (int)rows["withFields"]!);
        })];
    }

    private static Task<TableVersion> EvolveAsync(IArchiveTable table, params (string Name, string Type)[] fields) => table.EvolveSchemaAsync(
        [SchemaField.New("fields", new FieldType.Struct([.. fields.Select(field => SchemaField.New(field.Name, FieldType.Of(field.Type)))]))], false, CancellationToken.None);

    /// <summary>Puts one file with a typed column in the place of an hour's, as maintenance does.</summary>
    private async Task MergeHourAsync(IArchiveTable table, DateTimeOffset hour, string numberType)
    {
        var version = await table.LoadAsync(CancellationToken.None);
        var files = await table.PlanAsync(version, new(hour, hour.AddHours(1)), CancellationToken.None);
        var column = version.Schema.Fields[^1];
        var members = ((FieldType.Struct)column.Type).Fields;
        await ExportAsync();
        var path = Path.Combine(_folder, "merged.tmp");
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        connection.Query($$"""
            COPY (SELECT {{ArchiveColumns.SqlList}}, {number: CAST(regexp_extract(decode(data), '[0-9]+') AS {{numberType}}){{(members.Count > 1 ? ", text: decode(data)" : "")}}} AS fields
                  FROM read_parquet([{{string.Join(", ", files.Select(file => $"'{Path.Combine(_folder, file.Key)}'"))}}], hive_partitioning = false) ORDER BY shard_id, sequence_number)
            TO '{{path}}' (FORMAT parquet, COMPRESSION zstd, FIELD_IDS { {{string.Join(", ", ArchiveSchema.Schema.Fields.Select(field => $"{field.Name}: {field.Id}"))}},
                fields: {__duckdb_field_id: {{column.Id}}, {{string.Join(", ", members.Select(member => $"{member.Name}: {member.Id}"))}}} },
                KV_METADATA {'iceberg.schema': '{{JsonSerializer.Serialize(version.Schema, KebabCaseJson.Options)}}'})
            """).Dispose();
        var count = files.Sum(file => file.RecordCount);
        var ids = ArchiveSchema.Schema.Fields.Concat(members).Select(field => field.Id).ToList();
        EncodedDataFile encoded = new(count, new FileInfo(path).Length, new Dictionary<int, long>(), ids.ToDictionary(id => id, _ => count), new Dictionary<int, long>(), new Dictionary<int, byte[]>(), new Dictionary<int, byte[]>());
        Assert.True((await table.ReplaceAsync(files, [new(path, hour, encoded)], CancellationToken.None)).IsCommitted);
        File.Delete(path);
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
