using System.Net;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class S3ChunkedUploadTests(S3Fixture s3) : IClassFixture<S3Fixture>
{
    // CRC-32 of "hello world" and of nothing.
    private const string Crc32 = "DUoRhQ==";
    private const string Signature = ";chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";

    [Theory]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER", "5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:" + Crc32 + "\r\n\r\n", true)]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "b" + Signature + "\r\nhello world\r\n0" + Signature + "\r\n\r\n", false)]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", "B" + Signature + "\r\nhello world\r\n0" + Signature + "\r\nx-amz-checksum-crc32:" + Crc32 + "\r\nx-amz-trailer-signature:abc\r\n\r\n", true)]
    public async Task Put_Chunked_StoresTheDecodedContent(string sha256, string encoded, bool trailer)
    {
        var (status, body) = await PutAsync("chunked/" + sha256, encoded, 11, sha256, trailer);

        Assert.Equal((HttpStatusCode.OK, ""), (status, body));
        Assert.Equal("hello world", (await s3.SendAsync("GET", "/raw/chunked/" + sha256)).Body);
    }

    [Theory]
    [InlineData("5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "BadDigest")]
    [InlineData("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "InvalidRequest")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "IncompleteBody")]
    [InlineData("5\r\nhello\r\n6\r\n wor", "IncompleteBody")]
    [InlineData("5\r\nhello\r\n", "IncompleteBody")]
    [InlineData("5\r\nhello world\r\n0\r\n\r\n", "InvalidRequest")]
    [InlineData("xyz\r\nhello\r\n0\r\n\r\n", "InvalidRequest")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n", "InvalidRequest")]
    public async Task Put_ChunkedWrongly_IsRefusedAndStoresNothing(string encoded, string code)
    {
        var (status, body) = await PutAsync("chunked/wrong", encoded, 11, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", trailer: true);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"<Code>{code}</Code>", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await s3.SendAsync("HEAD", "/raw/chunked/wrong")).Status);
    }

    [Fact]
    public async Task Put_BodyDoesNotMatchItsSignedHash_IsRefused()
    {
        var (status, body) = await s3.SendAsync("PUT", "/raw/hashed", "hello", ("x-amz-content-sha256", new string('0', 64)));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("<Code>XAmzContentSHA256Mismatch</Code>", body, StringComparison.Ordinal);
    }

    private Task<(HttpStatusCode Status, string Body)> PutAsync(string key, string encoded, int decodedLength, string sha256, bool trailer)
    {
        List<(string, string)> headers =
            [("x-amz-content-sha256", sha256), ("Content-Encoding", "aws-chunked"), ("x-amz-decoded-content-length", $"{decodedLength}")];
        if (trailer) headers.Add(("x-amz-trailer", "x-amz-checksum-crc32"));
        return s3.SendAsync("PUT", "/raw/" + key, encoded, [.. headers]);
    }
}
