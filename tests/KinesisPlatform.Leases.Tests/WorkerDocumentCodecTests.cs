using System.Collections.Immutable;
using System.Text;
using KinesisPlatform.Leases.Documents;

namespace KinesisPlatform.Leases.Tests;

public sealed class WorkerDocumentCodecTests
{
    private static readonly WorkerDocument Document = new("0f8fad5bd9cb469fa16570867728950e", 41, WorkerState.Live, ["*"], Held("a", "b"));

    [Fact]
    public void Encode_HeartbeatAlone_KeepsTheLength() =>
        Assert.Equal(LengthOf(Document), LengthOf(Document.With(WorkerState.Live, Held("a", "b")) with { Beat = long.MaxValue }));

    [Fact]
    public void Encode_AnyChange_ChangesTheLengthHoweverLongTheNames()
    {
        // Names of the same length, longer and shorter ones by what the padding adds, and the count's own digits.
        var held = new[] { Held("a", "c"), Held("a"), Held("a", "b", new string('x', 57)), Held(), Held("a", new string('y', 63)), Held("b") };
        var document = Document;
        for (var i = 0; i < 500; i++)
        {
            var next = document.With(WorkerState.Live, held[i % held.Length]);
            Assert.NotEqual(LengthOf(document), LengthOf(next));
            document = next;
        }
        Assert.NotEqual(LengthOf(document), LengthOf(document.With(WorkerState.Fenced, document.Held)));
    }

    [Fact]
    public void Decode_WhatWasEncoded_IsTheSame()
    {
        var document = Document.With(WorkerState.Stopped, Held("c"));
        var decoded = WorkerDocumentCodec.Decode("key", WorkerDocumentCodec.Encode(document));
        Assert.Equal((document.Instance, document.Beat, document.State, document.ChangeCount), (decoded.Instance, decoded.Beat, decoded.State, decoded.ChangeCount));
        Assert.Equal(document.Held, decoded.Held);
    }

    [Fact]
    public void Decode_OfAnEarlierVersion_CountsFromZero() => Assert.Equal(0, WorkerDocumentCodec.Decode(
        "key", Encoding.UTF8.GetBytes("""{"version":1,"instance":"i","beat":"0000000000000000042","state":"live","serves":["*"],"held":{"orders":{"a":7}}}""")).ChangeCount);

    private static int LengthOf(WorkerDocument document) => WorkerDocumentCodec.Encode(document).Length;

    private static ImmutableSortedDictionary<LeaseResource, long> Held(params string[] names) => names.ToImmutableSortedDictionary(name => new LeaseResource("orders", name), _ => 1L);
}
