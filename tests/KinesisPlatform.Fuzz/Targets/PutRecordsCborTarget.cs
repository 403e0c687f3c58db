using System.Formats.Cbor;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Fuzz.Targets;

internal sealed class PutRecordsCborTarget : IFuzzTarget
{
    public string Name => "PutRecords in CBOR";

    public IReadOnlyList<byte[]> Seeds { get; } = [Answer(true), Answer(false)];

    public bool Parse(byte[] input)
    {
        foreach (var result in PutRecordsCbor.Decode(input))
        {
            if (result.IsPut == (result.ShardId is null)) throw new InvalidOperationException("A result that is neither put nor failed.");
        }
        return true;
    }

    private static byte[] Answer(bool isDefinite)
    {
        var cbor = new CborWriter(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: isDefinite);
        cbor.WriteStartMap(null);
        cbor.WriteTextString("FailedRecordCount");
        cbor.WriteInt32(1);
        cbor.WriteTextString("Records");
        cbor.WriteStartArray(null);
        foreach (var (first, value, second) in ((string, string, string)[])[("SequenceNumber", "49590338271490256608559692538361571095921575989136588898", "ShardId"), ("ErrorCode", "InternalFailure", "ErrorMessage")])
        {
            cbor.WriteStartMap(null);
            cbor.WriteTextString(first);
            cbor.WriteTextString(value);
            cbor.WriteTextString(second);
            cbor.WriteTextString("shardId-000000000000");
            cbor.WriteEndMap();
        }
        cbor.WriteEndArray();
        cbor.WriteEndMap();
        return cbor.Encode();
    }
}
