using System.Text;
using System.Text.Json;
using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;

namespace KinesisPlatform.ReplayCoordinator.Tests.Annotation;

public sealed class RecordAnnotatorTests
{
    private const string Replay =
        """{"id":"job","stream":"flights","shard":"shardId-000000000000","seq":"5","sub":2,"arrived":"2026-01-01T00:00:05.000Z"}""";

    [Fact]
    public void JsonObject_IsAnnotatedInFrontOfItsOwnBytes() =>
        Assert.Equal($$"""{"_replay":{{Replay}}, "a" : 1.50e+1 , "ü\u00fc":[ 1,{"x":"}"}] }""" + "\n", Annotate("""{ "a" : 1.50e+1 , "ü\u00fc":[ 1,{"x":"}"}] }""" + "\n"));

    [Theory]
    [InlineData("{}", "{\"_replay\":#}")]
    [InlineData(" { } ", "{\"_replay\":# } ")]
    [InlineData("{\"a\":{\"_replay\":1}}", "{\"_replay\":#,\"a\":{\"_replay\":1}}")]
    [InlineData("{\"a\":\"\\ud800\"}", "{\"_replay\":#,\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}", "{\"_replay\":#,\"\\ud800\":1}")]
    [InlineData("{\"a\":1,\"a\":2}", "{\"_replay\":#,\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":\",}\"}", "{\"_replay\":#,\"a\":\",}\"}")]
    public void JsonObject_Edges_KeepTheirBytes(string payload, string expected) => Assert.Equal(expected.Replace("#", Replay), Annotate(payload));

    [Fact]
    public void RecordThatWasNotAggregated_NeedsNoSubSequenceNumber_AndTimesKeepTheirMilliseconds() => Assert.Equal(
        """{"_replay":{"id":"job","stream":"flights","shard":"shardId-000000000000","seq":"5","arrived":"2026-11-09T23:59:58.007Z"},"a":1}""",
        Text(Annotator().Annotate(Records.Record(5, """{"a":1}""") with { ArrivedAt = new(2026, 11, 9, 23, 59, 58, 7, TimeSpan.Zero) })));

    [Theory]
    [InlineData("{\"overwrite\":false}", "{\"_replay\":#,\"overwrite\":true}")]
    [InlineData("{\"overwrite\":false , \"a\":1}", "{\"_replay\":#,\"overwrite\":true, \"a\":1}")]
    [InlineData("{\"a\":1, \"over\\u0077rite\":[{}] }", "{\"_replay\":#,\"overwrite\":true,\"a\":1}")]
    [InlineData("{\"overwrite\":1,\"a\":1,\"overwrite\":2,\"b\":2 }", "{\"_replay\":#,\"overwrite\":true,\"a\":1,\"b\":2 }")]
    public void JsonObject_WithAMemberOfTheJobs_TheJobsWins(string payload, string expected) =>
        Assert.Equal(expected.Replace("#", With("\"overwrite\":true,\"added\":[\"overwrite\"]")), Annotate(payload, """{"overwrite":true}"""));

    [Fact]
    public void JobsMembers_KeepTheirTextAndNamesAreEscaped() =>
        Assert.Equal($$"""{"_replay":{{With("\"added\":[\"q\\u0022\",\"b\"]")}},"q\u0022":{ "x": 1.0 },"b":null,"a":1}""", Annotate("""{"a":1}""", """{"q\"":{ "x": 1.0 },"b":null}"""));

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("12")]
    [InlineData("not json")]
    [InlineData("{\"a\":1}{\"b\":2}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1")]
    [InlineData("\ufeff{\"a\":1}")]
    public void OtherPayload_IsWrapped(string payload)
    {
        using var document = JsonDocument.Parse(Annotate(payload, """{"overwrite":true}"""));
        Assert.Equal(["_replay", "overwrite", "data"], document.RootElement.EnumerateObject().Select(m => m.Name));
        Assert.Equal("base64", document.RootElement.GetProperty("_replay").GetProperty("encoding").GetString());
        Assert.Equal(payload, Encoding.UTF8.GetString(document.RootElement.GetProperty("data").GetBytesFromBase64()));
    }

    [Fact]
    public void MembersUnderAName_AreOneMember() => Assert.Equal(
        $$"""{"_replay":{{With("\"overwrite\":true,\"added\":[\"meta\"]")}},"meta":{"overwrite":true,"a":[]},"a":1}""",
        Text(Annotator("""{"overwrite":true,"a":[]}""", spec: new("flights", "t") { AnnotateUnder = "meta" }).Annotate(Records.Record(5, """{"meta":0,"a":1}""", sub: 2))));

    [Theory]
    [InlineData("""{ "a" : 1.50e+1 }""", "json", """{ "a" : 1.50e+1 }""")]
    [InlineData("""{"_replay":"somebody's"}""", "json", """{"_replay":"somebody's"}""")]
    [InlineData(""" {"a":1}""", "base64", "\"IHsiYSI6MX0=\"")]
    [InlineData("[1]", "base64", "\"WzFd\"")]
    public void Wrap_PutsObjectsIntoTheEnvelopeAsTheyAre(string payload, string encoding, string data) => Assert.Equal(
        $$"""{"_replay":{{With($"\"added\":[\"x\"],\"encoding\":\"{encoding}\"")}},"x":1,"data":{{data}}}""",
        Text(Annotator("""{"x":1}""", spec: new("flights", "t") { Wrap = true }).Annotate(Records.Record(5, payload, sub: 2))));

    [Fact]
    public void PartitionKeyOfAnExpression_TakesTheOriginalsPlaceAndItsHashKeyAway()
    {
        var annotator = Annotator(spec: new("flights", "t") { PartitionKey = new("expression") });
        var record = Records.Record(5) with { ExplicitHashKey = "12"u8.ToArray() };
        Assert.Equal(("new", null, "new"), (annotator.Annotate(record, "new").Record!.PartitionKey, annotator.Annotate(record, "new").Record!.ExplicitHashKey, annotator.Annotate(record, "new").Record!.OrderKey));
        foreach (var key in new[] { null, "", new string('x', 257) }) Assert.Contains("partition key", annotator.Annotate(record, key).DeadLetterReason!, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_IsThatOfTheKeyTheShardOrNone()
    {
        string? OrderOf(int order) => Annotator(spec: new("flights", "t") { Order = (ReplayOrder)order }).Annotate(Records.Record(5, key: "k")).Record!.OrderKey;
        Assert.Equal(["k", Records.Shard0.Value, null], new[] { ReplayOrder.PerKey, ReplayOrder.PerShard, ReplayOrder.None }.Select(o => OrderOf((int)o)));
    }

    [Fact]
    public void InvalidUtf8InAnObject_IsWrapped()
    {
        byte[] payload = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8];
        var result = Annotator().Annotate(Records.Record(5, payload));
        using var document = JsonDocument.Parse(result.Record!.Data);
        Assert.Equal(payload, document.RootElement.GetProperty("data").GetBytesFromBase64());
    }

    [Fact]
    public void ObjectNestedTooDeep_IsWrapped()
    {
        var payload = string.Concat(Enumerable.Repeat("{\"a\":", 600)) + "1" + new string('}', 600);
        Assert.Contains("\"encoding\":\"base64\"", Annotate(payload), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"_replay\":{\"id\":\"other\",\"seq\":\"3\",\"fence\":\"4\"},\"a\":1}")]
    [InlineData("{\"a\":1,\"_re\\u0070lay\":{\"id\":\"other\",\"seq\":\"3\"}}")]
    public void Replay_IsLeftOut(string payload) => Assert.Equal(Annotated.Skipped, Annotator().Annotate(Records.Record(5, payload)));

    [Fact]
    public void Replay_WhenIncluded_KeepsItsVersion()
    {
        var record = Records.Record(5, """{"a":1,"_replay":{"id":"other", "seq":"3","fence":"4"},"overwrite":false}""");
        Assert.Equal("""{"_replay":{"id":"other", "seq":"3","fence":"4","added":["overwrite"]},"overwrite":true,"a":1}""", Text(Annotator("""{"overwrite":true}""", includeReplays: true).Annotate(record)));
    }

    [Fact]
    public void Replay_WhenIncludedAgain_ListsTheMembersOfAllItsJobs()
    {
        var record = Records.Record(5, """{"_replay":{"id":"other","added":["why","overwrite"],"seq":"3","overwrite":true},"why":1,"overwrite":true,"a":1}""");
        Assert.Equal("""{"_replay":{"id":"other","seq":"3","overwrite":true,"added":["why","overwrite","by"]},"by":2,"why":3,"overwrite":true,"a":1}""",
            Text(Annotator("""{"by":2,"why":3}""", includeReplays: true).Annotate(record)));
    }

    [Theory]
    [InlineData("{\"_replay\":1}")]
    [InlineData("{\"_replay\":{\"id\":5,\"seq\":\"3\"}}")]
    [InlineData("{\"_replay\":{\"id\":\"a\",\"seq\":\"3\"},\"_replay\":{\"id\":\"a\",\"seq\":\"3\"}}")]
    public void ForeignReplayMember_IsADeadLetter(string payload)
    {
        var result = Annotator().Annotate(Records.Record(5, payload));
        Assert.Null(result.Record);
        Assert.Contains("_replay", result.DeadLetterReason, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordOfOneMebibyte_IsADeadLetterWithItsSize()
    {
        var result = Annotator().Annotate(Records.Record(5, new byte[1 << 20]));
        Assert.Null(result.Record);
        Assert.Contains("1048576", result.DeadLetterReason, StringComparison.Ordinal);
    }

    [Fact]
    public void AnnotatedSize_CountsThePartitionKey()
    {
        var annotatedBytes = Annotator().Annotate(Records.Record(5, "{}", key: "key")).Record!.Data.Length;
        Assert.NotNull(Annotator(recordBytesMax: annotatedBytes + 3).Annotate(Records.Record(5, "{}", key: "key")).Record);
        Assert.NotNull(Annotator(recordBytesMax: annotatedBytes + 2).Annotate(Records.Record(5, "{}", key: "key")).DeadLetterReason);
    }

    [Fact]
    public void Keys_AreTheOriginals()
    {
        var record = Records.Record(5, "{}", key: "clé") with { ExplicitHashKey = "12"u8.ToArray() };
        var sent = Annotator().Annotate(record).Record!;
        Assert.Equal(("clé", "12"), (sent.PartitionKey, sent.ExplicitHashKey));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(257, null)]
    [InlineData(1, "x")]
    [InlineData(1, "340282366920938463463374607431768211456")] // 2^128
    public void KeyThatKinesisTakesOnlyWithinAnAggregate_IsADeadLetter(int keyCharacters, string? explicitHashKey)
    {
        var record = Records.Record(5, "{}", key: new string('k', keyCharacters)) with { ExplicitHashKey = explicitHashKey is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(explicitHashKey) };
        var result = Annotator().Annotate(record);
        Assert.Null(result.Record);
        Assert.Contains("key", result.DeadLetterReason, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomObjects_KeepEveryOtherMember()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var members = Enumerable.Range(0, random.Next(6)).Select(i => (Name: random.Next(3) == 0 ? "overwrite" : $"m{i}", Value: Value(random, 0))).ToList();
            var payload = $"{Space(random)}{{{string.Join(",", members.Select(m => $"{Space(random)}\"{m.Name}\"{Space(random)}:{Space(random)}{m.Value}{Space(random)}"))}}}";
            var kept = string.Concat(members.Where(m => m.Name != "overwrite").Select(m => $"{m.Name}={m.Value};"));
            using var document = JsonDocument.Parse(Annotate(payload, """{"overwrite":7}"""));
            var names = document.RootElement.EnumerateObject().ToList();
            Assert.True(names.Select(m => m.Name).Take(2).SequenceEqual(["_replay", "overwrite"]) && names[1].Value.GetInt32() == 7, $"seed {seed}: {payload}");
            Assert.True(kept == string.Concat(names.Skip(2).Select(m => $"{m.Name}={m.Value.GetRawText()};")), $"seed {seed}: {payload}");
        }
    }

    /// <summary>The fence is there where the job overwrites.</summary>
    private static string With(string members) => $"{Replay[..^1]},{(members.StartsWith("\"overwrite\":true", StringComparison.Ordinal) ? "\"fence\":\"9\"," : "")}{members}}}";

    private static string Space(Random random) => new(' ', random.Next(3));

    private static string Value(Random random, int depth) => random.Next(depth > 2 ? 4 : 6) switch
    {
        0 => "1.250",
        1 => "\"a,}]\\\"\\u0041\"",
        2 => "null",
        3 => "-0",
        4 => $"[{string.Join(" , ", Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth + 1)))}]",
        _ => $"{{ {string.Join(",", Enumerable.Range(0, random.Next(3)).Select(i => $"\"overwrite{i}\" :{Value(random, depth + 1)}"))} }}",
    };

    private static string Annotate(string payload, string? annotate = null) => Text(Annotator(annotate).Annotate(Records.Record(5, payload, sub: 2)));

    private static string Text(Annotated annotated) => Encoding.UTF8.GetString(annotated.Record!.Data.Span);

    private static RecordAnnotator Annotator(string? annotate = null, bool includeReplays = false, int recordBytesMax = 1 << 20, ReplaySpec? spec = null) => RecordAnnotator.Of(
        "job",
        (spec ?? new("flights", "t")) with { IncludeReplays = includeReplays, Annotate = annotate is null ? null : JsonDocument.Parse(annotate).RootElement },
        new FenceMap([new(Records.Shard0.Value, [], "0", UInt128.MaxValue.ToString(), "9")]), recordBytesMax, new());
}
