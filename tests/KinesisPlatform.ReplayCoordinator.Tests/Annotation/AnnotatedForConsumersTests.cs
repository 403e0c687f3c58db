using System.Text;
using System.Text.Json;
using KinesisPlatform.Consumer.Records;
using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Tests.Annotation;

/// <summary>What replays write, the library for consumers reads.</summary>
public sealed class AnnotatedForConsumersTests
{
    private static readonly string Id = ReplayId.Create(Fakes.Records.Start, new Random(1));

    [Theory]
    [InlineData("{ \"a\" : 1.50e+1 , \"b\":[ {} ] }\n")]
    [InlineData("{}")]
    [InlineData("{ } ")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("not json")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"why\":1,\"a\":1}")]
    public void ReplayedRecord_ReadByAConsumer_HasTheOriginalsBytesAndVersion(string payload)
    {
        var plain = Read(payload, "{}");
        var overwriting = Read(payload, """{"overwrite":true}""");

        Assert.Equal(payload, Encoding.UTF8.GetString(plain.Payload.Span));
        Assert.Equal(payload, Encoding.UTF8.GetString(overwriting.Payload.Span));
        foreach (var (under, wrap) in new[] { ("meta", false), (null, true), ("meta", true) })
        {
            var other = Read(payload, """{"overwrite":true,"a":2}""", under, wrap);
            // At the root, "a" takes the place of the payload's own.
            Assert.Equal((payload, overwriting.Version), (Encoding.UTF8.GetString(other.Payload.Span), other.Version));
        }
        Assert.Equal(RecordVersion.OfOriginal(Number("5"), 2), plain.Version);
        Assert.Equal(RecordVersion.OfOverwrite(Number("9"), Id, Number("5"), 2), overwriting.Version);
        Assert.Equal(new RecordIdentity("flights", Fakes.Records.Shard0.Value, Number("5"), 2), plain.Original);
        Assert.Equal(Fakes.Records.Start.AddSeconds(5), plain.Replay!.ArrivedAt);
    }

    private static ReplayRecord Read(string payload, string annotate, string? under = null, bool wrap = false)
    {
        var spec = new ReplaySpec("flights", "t") { Annotate = JsonDocument.Parse(annotate).RootElement, AnnotateUnder = under, Wrap = wrap };
        var annotator = RecordAnnotator.Of(Id, spec, new FenceMap([new(Fakes.Records.Shard0.Value, [], "0", UInt128.MaxValue.ToString(), "9")]), recordBytesMax: 1 << 20, new());
        var sent = annotator.Annotate(Fakes.Records.Record(5, payload, sub: 2)).Record!;
        return new ReplayRecordReader("flights").Read(new("flights", "shardId-000000000003", Number("77"), 0), sent.Data);
    }

    private static Consumer.Records.SequenceNumber Number(string text) => Consumer.Records.SequenceNumber.Parse(text);
}
