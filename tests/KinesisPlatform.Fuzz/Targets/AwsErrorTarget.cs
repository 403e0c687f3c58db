using System.Net;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Fuzz.Targets;

/// <summary>Error answers, in both encodings. Whatever they hold, they are an error that can be told.</summary>
internal sealed class AwsErrorTarget : IFuzzTarget
{
    public string Name => "errors";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"__type":"com.amazonaws.kinesis#ResourceNotFoundException","message":"Stream s under account 1 not found."}"""u8.ToArray(),
        // {_ "__type": "Expired", "extra": [1], "message": "too old"}
        [0xbf, 0x66, .. "__type"u8, 0x67, .. "Expired"u8, 0x65, .. "extra"u8, 0x81, 0x01, 0x67, .. "message"u8, 0x67, .. "too old"u8, 0xff],
    ];

    public bool Parse(byte[] input)
    {
        foreach (var contentType in (string[])["application/x-amz-json-1.1", "application/x-amz-cbor-1.1"])
        {
            var error = AwsError.Parse(input, contentType, _ => null, HttpStatusCode.BadRequest);
            if (error.Code.Length == 0 || error.Message.Length == 0) throw new InvalidOperationException("An error without a name or a message.");
        }
        return true;
    }
}
