using System.Text.Json.Nodes;
using KinesisPlatform.TestKit;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests.Maintenance;

/// <summary>Merged files and their typed column, read by icebird and hyparquet.</summary>
public sealed class MergedFileReaderTests : IDisposable
{
    private readonly MergeFixture _fixture = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("archive-tests-").FullName;

    [Fact]
    public async Task MergedFiles_ReadByOthers_HaveFieldsOfEverySchema()
    {
        var table = await _fixture.Archive.OpenAsync();
        string[] first = ["""{"carrier":"AA","delay":5,"at":{"lat":1.5,"where":"Z\u00fcrich"},"ok":true}""", """{"carrier":null,"delay":-9223372036854775808}""", "no json"];
        for (var i = 0; i < 2; i++) await _fixture.AppendAsync(table, Shard0, first);
        await _fixture.MergeAsync(table);
        string[] second = ["""{"carrier":"UA","at":{"lon":2}}""", """{"new":[1,2]}"""];
        for (var i = 0; i < 2; i++) await _fixture.AppendAsync(table, Shard0, 1, second);
        await _fixture.MergeAsync(table);
        await ExportAsync();

        var output = JsonNode.Parse(await NodeScript.RunAsync("read-iceberg.mjs", _folder, "s3://memory/archive/flights"))!;

        Assert.Equal(10, (int)output["icebirdRows"]!);
        var fields = (await table.LoadAsync(CancellationToken.None)).Fields!;
        var files = output["files"]!.AsArray();
        Assert.Equal(2, files.Count);
        var newest = files.Single(file => file!["leafIds"]!["fields.new"] is not null)!["leafIds"]!;
        Assert.Equal(fields.Leaves.Select(leaf => leaf.Id), new[] { "carrier", "delay", "at.lat", "at.where", "at.lon", "ok", "new" }.Select(path => (int)newest[$"fields.{path}"]!));
        Check(files.SelectMany(file => file!["fields"]!.AsObject()).ToDictionary(row => row.Key, row => row.Value));
        Check(output["icebirdFields"]!.AsObject().ToDictionary(row => row.Key, row => row.Value));
        CheckBounds(output, fields.Leaves.Single(leaf => leaf.Name == "delay").Id);
    }

    // Readers differ in whether they show what is NULL.
    private static void Check(Dictionary<string, JsonNode?> rows)
    {
        string?[] expected =
        [
            """{"carrier":"AA","delay":5,"at":{"lat":1.5,"where":"Z\u00FCrich"},"ok":true}""", """{"delay":-9223372036854776000}""", null,
            """{"carrier":"AA","delay":5,"at":{"lat":1.5,"where":"Z\u00FCrich"},"ok":true}""", """{"delay":-9223372036854776000}""", null,
            """{"carrier":"UA","at":{"lon":2}}""", """{"new":"[1,2]"}""", """{"carrier":"UA","at":{"lon":2}}""", """{"new":"[1,2]"}""",
        ];
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], Without(rows[Sequence(i + 1).ToString()])?.ToJsonString());
    }

    private static JsonObject? Without(JsonNode? node)
    {
        if (node is not JsonObject row) return null;
        var members = row.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, member.Value is JsonObject within ? Without(within) : member.Value!.DeepClone())).Where(member => member.Value is not null).ToList();
        return members.Count == 0 ? null : new(members!);
    }

    private static void CheckBounds(JsonNode output, int column)
    {
        var files = output["manifests"]!.AsArray().SelectMany(manifest => manifest!["entries"]!.AsArray()).Where(entry => (int)entry!["status"]! != 2).Select(entry => entry!["data_file"]!).ToList();
        var delays = files.Select(file => Find(file, "lower_bounds", column)).Where(bound => bound is not null).ToList();
        Assert.Equal(long.MinValue, BitConverter.ToInt64([.. Assert.Single(delays)!["data"]!.AsArray().Select(value => (byte)(int)value!)]));
        Assert.Contains(files, file => Find(file, "null_value_counts", column) is { } nulls && (int)nulls == 2);
        Assert.All(files, file => Assert.NotEmpty(file["split_offsets"]!.AsArray()));
    }

    private static JsonNode? Find(JsonNode file, string map, int column) => file[map]!.AsArray().SingleOrDefault(pair => (int)pair!["key"]! == column)?["value"];

    private async Task ExportAsync()
    {
        await foreach (var info in _fixture.Archive.Memory.ListAsync("", null, CancellationToken.None))
        {
            var path = Path.Combine(_folder, info.Key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, (await _fixture.Archive.Memory.GetAsync(info.Key, null, CancellationToken.None))!.Content.ToArray());
        }
    }

    public void Dispose()
    {
        _fixture.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
