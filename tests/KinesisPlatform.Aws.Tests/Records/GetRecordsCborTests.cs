using System.Formats.Cbor;
using System.Text;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Aws.Tests.Records;

public sealed class GetRecordsCborTests
{
    private const string Sequence = "49590338271490256608559692538361571095921575989136588898";
    private const long ArrivedMs = 1_767_225_600_123;

    [Theory]
    [InlineData(CborConformanceMode.Lax, false)]
    [InlineData(CborConformanceMode.Canonical, false)]
    [InlineData(CborConformanceMode.Lax, true)]
    public void Decode_LengthsDefiniteOrNot_DataBytesOrText_GivesTheSameRecords(CborConformanceMode mode, bool dataAsText)
    {
        var batch = GetRecordsCbor.Decode(Answer(definite: mode == CborConformanceMode.Canonical, dataAsText, w => w.WriteInt64(ArrivedMs)));

        Assert.Equal(2, batch.Records.Count);
        Assert.Equal([0, 1, 2, 255], batch.Records[0].Data.ToArray());
        Assert.Equal("", Encoding.UTF8.GetString(batch.Records[1].Data.Span));
        Assert.Equal("schlüssel", Encoding.UTF8.GetString(batch.Records[0].PartitionKey.Span));
        Assert.Equal(SequenceNumber.Parse(Sequence), batch.Records[0].SequenceNumber);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(ArrivedMs), batch.Records[0].ArrivedAt);
        Assert.Equal("next", batch.NextShardIterator);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), batch.BehindLatest);
        Assert.Equal(["shardId-000000000001", "shardId-000000000002"], batch.ChildShards.Select(c => c.ShardId!));
    }

    [Fact]
    public void Decode_TimesInOtherForms_GivesTheSameMillisecond()
    {
        foreach (var write in (Action<CborWriter>[])[w => w.WriteDouble(ArrivedMs), w => w.WriteDouble(ArrivedMs / 1000.0), WriteTagged])
        {
            var batch = GetRecordsCbor.Decode(Answer(definite: true, dataAsText: false, write));
            Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(ArrivedMs), batch.Records[0].ArrivedAt);
        }

        static void WriteTagged(CborWriter writer)
        {
            writer.WriteTag(CborTag.UnixTimeSeconds);
            writer.WriteDouble(ArrivedMs / 1000.0);
        }
    }

    [Fact]
    public void Decode_DataInChunks_IsPutTogether()
    {
        // {"Records": [{"Data": (_ h'01', h'', h'0203'), "PartitionKey": (_ "a", "b"), ...}]}
        var writer = new CborWriter(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: false);
        writer.WriteStartMap(1);
        writer.WriteTextString("Records");
        writer.WriteStartArray(1);
        writer.WriteStartMap(4);
        writer.WriteTextString("Data");
        writer.WriteStartIndefiniteLengthByteString();
        foreach (var chunk in (byte[][])[[1], [], [2, 3]]) writer.WriteByteString(chunk);
        writer.WriteEndIndefiniteLengthByteString();
        writer.WriteTextString("PartitionKey");
        writer.WriteStartIndefiniteLengthTextString();
        writer.WriteTextString("a");
        writer.WriteTextString("b");
        writer.WriteEndIndefiniteLengthTextString();
        writer.WriteTextString("SequenceNumber");
        writer.WriteTextString(Sequence);
        writer.WriteTextString("ApproximateArrivalTimestamp");
        writer.WriteInt64(ArrivedMs);
        writer.WriteEndMap();
        writer.WriteEndArray();
        writer.WriteEndMap();

        var record = Assert.Single(GetRecordsCbor.Decode(writer.Encode()).Records);

        Assert.Equal([1, 2, 3], record.Data.ToArray());
        Assert.Equal("ab", Encoding.UTF8.GetString(record.PartitionKey.Span));
    }

    [Fact]
    public void Decode_CutOffAnywhere_ThrowsData()
    {
        var whole = Answer(definite: false, dataAsText: false, w => w.WriteInt64(ArrivedMs));

        for (var length = 0; length < whole.Length; length++)
        {
            var error = Assert.Throws<PlatformException>(() => GetRecordsCbor.Decode(whole[..length].ToArray()));
            Assert.Equal(FailureKind.Data, error.Kind);
        }
    }

    [Fact]
    public void Decode_RandomlyMutated_GivesRecordsOrThrowsData()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        byte[][] originals =
        [
            Answer(definite: true, dataAsText: false, w => w.WriteInt64(ArrivedMs)),
            Answer(definite: false, dataAsText: true, w => w.WriteDouble(ArrivedMs / 1000.0)),
        ];

        for (var round = 0; round < 50_000; round++)
        {
            var body = Mutate(random, originals[round % 2]);
            try
            {
                foreach (var record in GetRecordsCbor.Decode(body).Records) Assert.NotEqual(default, record.ArrivedAt);
            }
            catch (PlatformException e) when (e.Kind == FailureKind.Data)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, round {round}: {e}");
            }
        }
    }

    [Fact]
    public void DecodePutResults_RandomlyMutated_GivesResultsOrThrowsData()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var writer = new CborWriter();
        writer.WriteStartMap(1);
        writer.WriteTextString("Records");
        writer.WriteStartArray(2);
        foreach (var (first, second) in ((string, string)[])[("SequenceNumber", "ShardId"), ("ErrorCode", "ErrorMessage")])
        {
            writer.WriteStartMap(2);
            writer.WriteTextString(first);
            writer.WriteTextString(first == "SequenceNumber" ? Sequence : "InternalFailure");
            writer.WriteTextString(second);
            writer.WriteTextString("text");
            writer.WriteEndMap();
        }
        writer.WriteEndArray();
        writer.WriteEndMap();
        var original = writer.Encode();
        Assert.Equal(["text", null], PutRecordsCbor.Decode(original.ToArray()).Select(r => r.ShardId));

        for (var round = 0; round < 20_000; round++)
        {
            try
            {
                PutRecordsCbor.Decode(Mutate(random, original));
            }
            catch (PlatformException e) when (e.Kind == FailureKind.Data)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, round {round}: {e}");
            }
        }
    }

    private static byte[] Mutate(Random random, byte[] original)
    {
        var body = original.ToArray();
        for (var i = random.Next(1, 4); i > 0; i--) body[random.Next(body.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? body[..random.Next(body.Length)] : body;
    }

    private static byte[] Answer(bool definite, bool dataAsText, Action<CborWriter> writeTime)
    {
        var writer = new CborWriter(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: definite);
        writer.WriteStartMap(null);
        writer.WriteTextString("Unknown");
        writer.WriteStartArray(null);
        writer.WriteHalf((Half)1);
        writer.WriteBoolean(true);
        writer.WriteNull();
        writer.WriteEndArray();
        writer.WriteTextString("MillisBehindLatest");
        writer.WriteInt64(1500);
        writer.WriteTextString("Records");
        writer.WriteStartArray(null);
        foreach (var data in (byte[][])[[0, 1, 2, 255], []]) WriteRecord(writer, data, dataAsText, writeTime);
        writer.WriteEndArray();
        writer.WriteTextString("NextShardIterator");
        writer.WriteTextString("next");
        writer.WriteTextString("ChildShards");
        writer.WriteStartArray(null);
        foreach (var id in (string[])["shardId-000000000001", "shardId-000000000002"]) WriteChild(writer, id);
        writer.WriteEndArray();
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void WriteRecord(CborWriter writer, byte[] data, bool dataAsText, Action<CborWriter> writeTime)
    {
        writer.WriteStartMap(null);
        writer.WriteTextString("Data");
        if (dataAsText) writer.WriteTextString(Convert.ToBase64String(data));
        else writer.WriteByteString(data);
        writer.WriteTextString("EncryptionType");
        writer.WriteNull();
        writer.WriteTextString("PartitionKey");
        writer.WriteTextString("schlüssel");
        writer.WriteTextString("SequenceNumber");
        writer.WriteTextString(Sequence);
        writer.WriteTextString("ApproximateArrivalTimestamp");
        writeTime(writer);
        writer.WriteEndMap();
    }

    private static void WriteChild(CborWriter writer, string id)
    {
        writer.WriteStartMap(null);
        writer.WriteTextString("ShardId");
        writer.WriteTextString(id);
        writer.WriteTextString("ParentShards");
        writer.WriteStartArray(null);
        writer.WriteTextString("shardId-000000000000");
        writer.WriteEndArray();
        writer.WriteTextString("HashKeyRange");
        writer.WriteStartMap(null);
        writer.WriteTextString("StartingHashKey");
        writer.WriteTextString("0");
        writer.WriteEndMap();
        writer.WriteEndMap();
    }
}
