using System.Text;
using KinesisPlatform.Consumer.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Consumer.Tests.Records;

public sealed class ReplayRecordReaderTests
{
    private const string Id = "20260101T120000000Z-5f3a9c";
    private const string Plain =
        $$"""{"id":"{{Id}}","stream":"flights","shard":"shardId-000000000001","seq":"5","sub":2,"arrived":"2026-01-01T00:00:05.123Z","fence":"9"}""";
    private const string Wrapped = $$"""{"id":"{{Id}}","stream":"flights","shard":"s","seq":"5","sub":2,"arrived":"2026-01-01T00:00:05.123Z","fence":"9","encoding":"base64"}""";
    private static readonly string Overwriting = Plain.Replace("\"fence\":\"9\"", "\"fence\":\"9\",\"overwrite\":true,\"added\":[\"overwrite\"]", StringComparison.Ordinal);

    private static readonly RecordIdentity Received = new("flights", "shardId-000000000007", SequenceNumber.Parse("77"), 1);
    private static readonly ReplayRecordReader Reader = new("flights");

    [Theory]
    [InlineData("{\"a\":{\"_replay\":1}}")]
    [InlineData("{}")]
    [InlineData("[{\"_replay\":1}]")]
    [InlineData("{\"overwrite\":true}")]
    [InlineData("{\"a\":\"\\ud800\",\"\\ud800\":1")]
    [InlineData("text")]
    [InlineData("")]
    public void Read_LiveRecord_HasItsOwnVersionAndBytes(string data)
    {
        var record = Read(data);
        Assert.Equal((Received, null, RecordVersion.OfOriginal(Received.SequenceNumber, 1)), (record.Original, record.Replay, record.Version));
        Assert.Equal(data, Text(record));
    }

    [Fact]
    public void Read_Replay_HasItsOriginalsVersion()
    {
        var record = Read($$"""{"_replay":{{Plain}},"a":1}""");
        Assert.Equal(new RecordIdentity("flights", "shardId-000000000001", SequenceNumber.Parse("5"), 2), record.Original);
        Assert.Equal(new ReplayOrigin(Id, new DateTimeOffset(2026, 1, 1, 0, 0, 5, 123, TimeSpan.Zero), SequenceNumber.Parse("9"), false), record.Replay);
        Assert.Equal(RecordVersion.OfOriginal(SequenceNumber.Parse("5"), 2), record.Version);
    }

    [Fact]
    public void Read_ReplayWithoutFenceAndPlace_IsPlainAndTheFirstOfItsAggregate()
    {
        var record = Read($$"""{"_replay":{{Plain.Replace("\"sub\":2,", "").Replace(",\"fence\":\"9\"", "")}},"a":1}""");
        Assert.Equal((RecordVersion.OfOriginal(SequenceNumber.Parse("5"), 0), null), (record.Version, record.Replay!.Fence));
    }

    [Fact]
    public void Read_OverwritingReplay_HasTheFencesVersion() =>
        Assert.Equal(RecordVersion.OfOverwrite(SequenceNumber.Parse("9"), Id, SequenceNumber.Parse("5"), 2), Read($$"""{"_replay":{{Overwriting}},"overwrite":true,"a":1}""").Version);

    [Theory]
    [InlineData("{\"_replay\":#, \"a\" : 1.50e+1 , \"\u00fc\\u00fc\":[ 1,{\"x\":\"},\"}] }\n", "{ \"a\" : 1.50e+1 , \"\u00fc\\u00fc\":[ 1,{\"x\":\"},\"}] }\n")]
    [InlineData("{\"_replay\":#}", "{}")]
    [InlineData("{\"_replay\":# } ", "{ } ")]
    [InlineData("{\"_replay\":@,\"overwrite\":true }", "{ }")]
    [InlineData("{\"_replay\":@,\"overwrite\":true,\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}")]
    [InlineData("{\"_replay\":#,\"overwrite\":true}", "{\"overwrite\":true}")]
    [InlineData("{\"a\":1,\"over\\u0077rite\":false, \"_re\\u0070lay\":@,\"data\":\"x\"}", "{\"a\":1,\"data\":\"x\"}")]
    public void Read_ReplayedObject_GivesTheOriginalsBytesBack(string data, string payload) => Assert.Equal(payload, Text(Read(data.Replace("#", Plain).Replace("@", Overwriting))));

    [Fact]
    public void Read_MembersThatReplaysAdd_AreTakenOut() =>
        Assert.Equal("{\"b\":2}", Text(Read($$"""{"_replay":{{Plain.Replace("\"sub\"", "\"added\":[\"why\",\"data\"],\"sub\"")}},"why":{"a":1},"data":true,"b":2}""")));

    [Fact]
    public void Read_PayloadWithItsOwnOverwrite_IsNoOverwritingReplay() => Assert.False(Read($$"""{"_replay":{{Plain}},"overwrite":true}""").Replay!.IsOverwrite);

    [Theory]
    [InlineData("AP/+", new byte[] { 0, 0xff, 0xfe })]
    [InlineData("", new byte[0])]
    public void Read_WrappedPayload_IsUnwrapped(string base64, byte[] payload) =>
        Assert.Equal(payload, Read($$"""{"_replay":{{Wrapped}},"overwrite":true,"data":"{{base64}}"}""").Payload.ToArray());

    [Theory]
    [InlineData("", true)]
    [InlineData("null", true)]
    [InlineData(" null\n", true)]
    [InlineData("{}", false)]
    [InlineData("nullify", false)]
    [InlineData("\"null\"", false)]
    public void IsTombstone_LiveOrReplayed_IsThatOfThePayload(string payload, bool isTombstone)
    {
        Assert.Equal(isTombstone, Read(payload).IsTombstone);
        var wrapped = Read($$"""{"_replay":{{Wrapped}},"data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(payload))}}"}""");
        Assert.Equal((isTombstone, "5"), (wrapped.IsTombstone, wrapped.Version.SequenceNumber.ToString()));
    }

    [Theory]
    [InlineData("\"id\":\"20260101T120000000Z-5f3a9c\"", "\"id\":\"job\"")]
    [InlineData("\"id\":\"20260101T120000000Z-5f3a9c\"", "\"id\":5")]
    [InlineData("\"id\":\"20260101T120000000Z-5f3a9c\",", "")]
    [InlineData("\"stream\":\"flights\"", "\"stream\":\"other\"")]
    [InlineData("\"shard\":\"shardId-000000000001\",", "")]
    [InlineData("\"seq\":\"5\"", "\"seq\":5")]
    [InlineData("\"seq\":\"5\"", "\"seq\":\"05\"")]
    [InlineData("\"seq\":\"5\"", "\"seq\":\"10\"")]
    [InlineData("\"seq\":\"5\"", "\"seq\":\"5\",\"seq\":\"6\"")]
    [InlineData("\"seq\":\"5\"", "\"seq\":\"\\ud800\"")]
    [InlineData("\"seq\":\"5\"", "\"seq\":\"5\",\"\\ud800\":1")]
    [InlineData("\"sub\":2", "\"sub\":-1")]
    [InlineData("\"sub\":2", "\"sub\":1.5")]
    [InlineData("\"sub\":2", "\"sub\":\"2\"")]
    [InlineData("05.123Z", "05Z")]
    [InlineData("\"fence\":\"9\"", "\"fence\":null")]
    [InlineData("\"fence\":\"9\"", "\"overwrite\":true")]
    [InlineData("\"fence\":\"9\"", "\"fence\":\"9\",\"overwrite\":1")]
    [InlineData("\"fence\":\"9\"", "\"fence\":\"9\",\"overwrite\":true,\"overwrite\":true")]
    [InlineData("\"fence\":\"9\"", "\"fence\":\"9\",\"added\":\"overwrite\"")]
    [InlineData("\"fence\":\"9\"", "\"fence\":\"9\",\"added\":[1]")]
    [InlineData("\"fence\":\"9\"", "\"fence\":\"9\",\"added\":[\"\\ud800\"]")]
    [InlineData("\"fence\":\"9\"", "\"fence\":\"9\",\"encoding\":\"gzip\"")]
    [InlineData("\"fence\":\"9\"", "\"fence\":\"9\",\"encoding\":\"base64\"")]
    public void Read_MalformedAnnotation_Throws(string part, string replacement) => AssertMalformed($$"""{"_replay":{{Plain.Replace(part, replacement)}},"a":1}""");

    [Theory]
    [InlineData("{\"_replay\":1}")]
    [InlineData("{\"_replay\":null}")]
    [InlineData("{\"_replay\":#,\"_replay\":#}")]
    [InlineData("{\"_replay\":#,\"a\":1")]
    [InlineData("{\"_replay\":{\"id\":")]
    [InlineData("{\"_replay\":#}{}")]
    [InlineData("{\"_replay\":@,\"data\":\"*\"}")]
    [InlineData("{\"_replay\":@,\"data\":null}")]
    [InlineData("{\"_replay\":@,\"data\":\"\\ud800\"}")]
    [InlineData("{\"_replay\":@,\"data\":\"\",\"data\":\"\"}")]
    public void Read_ReplayThatCannotBeUnderstood_Throws(string data) => AssertMalformed(data.Replace("#", Plain).Replace("@", Wrapped));

    [Fact]
    public void Read_MemberNotKnown_IsIgnored() => Assert.Equal("{\"a\":1}", Text(Read($$"""{"_replay":{{Plain.Replace("\"sub\"", "\"new\":[1],\"sub\"")}},"a":1}""")));

    [Fact]
    public void Read_LiveRecordOfAnotherStream_Throws() =>
        Assert.Throws<MalformedReplayException>(() => Reader.Read(Received with { Stream = "other" }, "{}"u8.ToArray()));

    [Fact]
    public void Read_AnyCutAndChangedReplay_IsNeverTakenForLive() =>
        Properties.Hold(10_000, choices =>
        {
            var data = Encoding.UTF8.GetBytes($$"""{"_replay":{{Overwriting}},"overwrite":true,"a":{"b":[1,"x"]} }""");
            // Behind the name: without it, nothing says that it was one.
            const int start = 11;
            foreach (var choice in choices) data[start + choice % (data.Length - start)] = (byte)(choice / 256);
            if (choices.Length > 0) data = data[..(start + choices[0] / 512 % (data.Length - start + 1))];
            return !Reader.TryRead(Received, data, out var record, out var fault) ? fault.Length > 0 : record.Replay is not null;
        }, choiceCountMax: 4);

    private static void AssertMalformed(string data)
    {
        Assert.False(Reader.TryRead(Received, Encoding.UTF8.GetBytes(data), out var record, out var fault));
        Assert.Null(record);
        var thrown = Assert.Throws<MalformedReplayException>(() => Read(data));
        Assert.Contains(fault, thrown.Message, StringComparison.Ordinal);
    }

    private static ReplayRecord Read(string data) => Reader.Read(Received, Encoding.UTF8.GetBytes(data));

    private static string Text(ReplayRecord record) => Encoding.UTF8.GetString(record.Payload.Span);
}
