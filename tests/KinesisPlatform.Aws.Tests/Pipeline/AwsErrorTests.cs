using System.Net;
using System.Text;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.Tests.Pipeline;

/// <summary>What fuzzing found.</summary>
public sealed class AwsErrorTests
{
    [Fact]
    public void Parse_TextIsNotUtf8_IsStillAnError()
    {
        byte[] body = [.. "{\"__type\":\"Expired"u8, 0x9b, .. "\"}"u8];

        Assert.Equal("Http400", Parse(body).Code);
    }

    [Fact]
    public void Parse_NameEndsBeforeItBegins_IsStillAnError() => Assert.Equal("Http400", Parse(Encoding.UTF8.GetBytes("""{"__type":"com.amazonaws.kinesis#"}""")).Code);

    private static AwsError Parse(byte[] body) => AwsError.Parse(body, "application/x-amz-json-1.1", _ => null, HttpStatusCode.BadRequest);
}
