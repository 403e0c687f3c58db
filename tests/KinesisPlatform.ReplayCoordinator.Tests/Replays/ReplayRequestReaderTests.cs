using System.Text.Json;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ServiceDefaults.Problems;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

public sealed class ReplayRequestReaderTests
{
    [Fact]
    public void EveryMember_IsRead()
    {
        var (request, errors) = Read("""
            {"source":"flights","target":"flights-replay","from":"2026-01-01T00:00:00Z","to":"2026-01-01T02:00:00+01:00","where":"true","compact":{"key":"json->>'$.id'"},"filterFirst":true,
             "tombstones":"drop","includeReplays":true,"annotateUnder":"meta","annotate":{"data":1},"wrap":true,"partitionKey":{"expression":"shard_id"},"order":"none","aggregate":true,
             "pace":{"recordsPerSecond":2.5,"bytesPerSecond":1e6,"share":0.5},"dryRun":true,"clientToken":"a-1"}
            """);
        var spec = request.Spec;
        Assert.Empty(errors);
        Assert.Equal(("flights", "flights-replay", "true", "json->>'$.id'", true, "a-1"), (spec.Source, spec.Target, spec.Where, spec.Compact?.Key, spec.FilterFirst, request.ClientToken));
        Assert.Equal((TombstonePolicy.Drop, true, "meta", true, "shard_id", ReplayOrder.None, true, true), (spec.Tombstones, spec.IncludeReplays, spec.AnnotateUnder, spec.Wrap, spec.PartitionKey?.Expression, spec.Order, spec.Aggregate, spec.DryRun));
        Assert.Equal(TimeSpan.FromHours(1), spec.To - spec.From);
        Assert.Equal("""{"data":1}""", spec.Annotate!.Value.GetRawText());
        Assert.Equal(new ReplayPace { RecordsPerSecond = 2.5, BytesPerSecond = 1e6, Share = 0.5 }, spec.Pace);
    }

    [Fact]
    public void SequenceNumbers_AreReadPerShard()
    {
        var (request, errors) = Read("""{"source":"a","target":"b","shards":{"shardId-000000000001":{"from":"5","to":"10"},"shardId-000000000002":{}},"compact":"none","partitionKey":"original"}""");
        Assert.Empty(errors);
        Assert.Equal((new ReplaySequences("5", "10"), new ReplaySequences(null, null)), (request.Spec.Shards!["shardId-000000000001"], request.Spec.Shards["shardId-000000000002"]));
        Assert.Null(request.Spec.Compact);
        Assert.Null(request.Spec.PartitionKey);
    }

    [Fact]
    public void EveryError_IsToldAtOnce()
    {
        var (_, errors) = Read("""
            {"source":"a b","from":"2026-01-01","to":12,"where":" ","compact":true,"annotate":{"_replay":1,"data":2,"x":1,"x":2},"pace":{"recordsPerSecond":0,"burst":1},"wehre":"true",
             "shards":{"shardId-000000000001":{"from":"x"},"s":{"from":"2","to":"1"}},"tombstones":"keep","order":1,"partitionKey":{"expression":1},"dryRun":"no","clientToken":"a b","filterFirst":true}
            """);
        Assert.Equal(
            ["annotate", "clientToken", "compact", "dryRun", "filterFirst", "from", "order", "pace.burst", "pace.recordsPerSecond", "partitionKey.expression", "shards.s",
             "shards.shardId-000000000001.from", "source", "target", "to", "tombstones", "wehre", "where"],
            errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, errors["annotate"].Length);
    }

    [Theory]
    [InlineData(""" "shards":{"s":{}},"from":"2026-01-01T00:00:00Z" """, "shards")]
    [InlineData(""" "compact":"lastPerPartitionKey","pace":{"speed":1} """, "pace.speed")]
    [InlineData(""" "annotateUnder":"meta" """, "annotateUnder")]
    [InlineData(""" "annotate":{},"annotateUnder":"_replay" """, "annotateUnder")]
    [InlineData(""" "target":"a","tombstones":"drop" """, "tombstones")]
    [InlineData(""" "target":"a","includeReplays":true """, "includeReplays")]
    [InlineData(""" "pace":{} """, "pace")]
    [InlineData(""" "pace":{"share":1.1} """, "pace.share")]
    public void MembersThatDoNotGoTogether_AreRefused(string members, string member)
    {
        var target = members.Contains("\"target\"", StringComparison.Ordinal) ? "" : "\"target\":\"b\",";
        Assert.Equal([member], Read($$"""{"source":"a",{{target}}{{members}}}""").Errors.Keys);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01T01:00:00+01:00")]
    public void FromThatIsNotBeforeTo_IsRefused(string to)
    {
        var (_, errors) = Read($$"""{"source":"a","target":"b","from":"2026-01-01T00:00:00Z","to":"{{to}}"}""");
        Assert.Equal(["from"], errors.Keys);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""{"source":"a","target":"b","source":"c"}""", "source")]
    [InlineData("""{"source":"a","target":null}""", "target")]
    [InlineData("""{"source":"a","target":"b","from":"2026-01-01T00:00:00"}""", "from")]
    [InlineData("""{"source":"a","target":"b","Where":"true"}""", "Where")]
    public void OneError_IsNamed(string body, string member) => Assert.Equal([member], Read(body).Errors.Keys);

    [Fact]
    public void Nulls_AreAbsent() => Assert.Empty(Read("""{"source":"a","target":"b","from":null,"where":null,"annotate":null,"pace":null,"compact":null}""").Errors);

    private static (ReplayRequest Request, Dictionary<string, string[]> Errors) Read(string body)
    {
        var errors = new RequestErrors();
        using var document = JsonDocument.Parse(body);
        return (new ReplayRequestReader(errors).Read(document.RootElement), errors.ToDictionary());
    }
}
