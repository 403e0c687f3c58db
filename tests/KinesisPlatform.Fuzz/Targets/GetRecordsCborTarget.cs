using System.Formats.Cbor;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Fuzz.Targets;

internal sealed class GetRecordsCborTarget : IFuzzTarget
{
    public string Name => "GetRecords in CBOR";

    public IReadOnlyList<byte[]> Seeds { get; } = [Answer(true, false), Answer(false, false), Answer(false, true)];

    public bool Parse(byte[] input)
    {
        using var batch = GetRecordsCbor.Decode(input);
        RecordBatchReading.ReadAll(batch);
        return true;
    }

    private static byte[] Answer(bool isDefinite, bool isText)
    {
        var cbor = new CborWriter(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: isDefinite);
        cbor.WriteStartMap(null);
        cbor.WriteTextString("Records");
        cbor.WriteStartArray(null);
        for (var i = 0; i < 3; i++) WriteRecord(cbor, i, isText);
        cbor.WriteEndArray();
        cbor.WriteTextString("NextShardIterator");
        cbor.WriteTextString("AAAAAAAA");
        cbor.WriteTextString("MillisBehindLatest");
        cbor.WriteInt64(1500);
        cbor.WriteTextString("ChildShards");
        cbor.WriteStartArray(null);
        cbor.WriteStartMap(null);
        cbor.WriteTextString("ShardId");
        cbor.WriteTextString("shardId-000000000001");
        cbor.WriteTextString("ParentShards");
        cbor.WriteStartArray(null);
        cbor.WriteTextString("shardId-000000000000");
        cbor.WriteEndArray();
        cbor.WriteEndMap();
        cbor.WriteEndArray();
        cbor.WriteTextString("Unknown");
        cbor.WriteStartArray(null);
        cbor.WriteTag(CborTag.UnixTimeSeconds);
        cbor.WriteDouble(1.5);
        cbor.WriteNull();
        cbor.WriteEndArray();
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private static void WriteRecord(CborWriter cbor, int number, bool isText)
    {
        var data = Enumerable.Repeat((byte)number, number * 30).ToArray();
        cbor.WriteStartMap(null);
        cbor.WriteTextString("Data");
        if (isText) cbor.WriteTextString(Convert.ToBase64String(data));
        else cbor.WriteByteString(data);
        cbor.WriteTextString("PartitionKey");
        cbor.WriteTextString("schlüssel");
        cbor.WriteTextString("SequenceNumber");
        cbor.WriteTextString("49590338271490256608559692538361571095921575989136588898");
        cbor.WriteTextString("ApproximateArrivalTimestamp");
        if (number == 1) cbor.WriteDouble(1_767_225_600.123);
        else cbor.WriteInt64(1_767_225_600_123);
        cbor.WriteEndMap();
    }
}
