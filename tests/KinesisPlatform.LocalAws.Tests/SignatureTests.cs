using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>Signatures computed here by hand, and by the SDK for JavaScript, against the emulator's verification.</summary>
public sealed class SignatureTests
{
    private const string Key = "AKIDEXAMPLE", Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    [Theory]
    [InlineData(Key, Secret, 200, null)]
    [InlineData(Key, "wrong", 400, "InvalidSignatureException")]
    [InlineData("OTHER", Secret, 400, "UnrecognizedClientException")]
    [InlineData(null, null, 400, "MissingAuthenticationTokenException")]
    public async Task Kinesis_BySignature_IsServedOrRefused(string? key, string? secret, int status, string? error)
    {
        await using var kinesis = await StartAsync();
        using var request = ListStreams(kinesis, "{}");
        if (key is not null) Sign(request, "{}", key, secret!, kinesis.Time.GetUtcNow());

        using var response = await kinesis.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(error ?? "StreamNames", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinesis_WithABodyThatWasNotSigned_IsRefused()
    {
        await using var kinesis = await StartAsync();
        using var request = ListStreams(kinesis, """{"Limit":1}""");
        Sign(request, "{}", Key, Secret, kinesis.Time.GetUtcNow());

        using var response = await kinesis.Http.SendAsync(request);

        Assert.Contains("InvalidSignatureException", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinesis_SignedTooLongAgo_IsRefused()
    {
        await using var kinesis = await StartAsync();
        using var request = ListStreams(kinesis, "{}");
        Sign(request, "{}", Key, Secret, kinesis.Time.GetUtcNow() - TimeSpan.FromMinutes(16));

        using var response = await kinesis.Http.SendAsync(request);

        Assert.Contains("Signature expired", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S3_WithoutASignature_IsDenied()
    {
        await using var kinesis = await StartAsync();

        using var response = await kinesis.Http.GetAsync(new Uri(kinesis.Endpoint, "/signed/key"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("<Code>AccessDenied</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S3_ThroughTheOfficialClient_TakesHeadersChunksAndPresignedAddresses()
    {
        var options = new LocalAwsOptions { Port = 0, AccessKeyId = Key, SecretAccessKey = Secret };
        options.Buckets.Add("signed");
        await using var server = await LocalAwsServer.StartAsync(options, TimeProvider.System, default);

        var output = await NodeScript.RunAsync("signatures.mjs", server.Endpoint.ToString(), "signed", Key, Secret);

        Assert.Equal("put 200, get content with ünïcode, streamed 200, presigned get 200, tampered 403, wrong secret SignatureDoesNotMatch, unknown key InvalidAccessKeyId", output.Trim());
    }

    private static Task<KinesisFixture> StartAsync() => KinesisFixture.StartAsync(configure: o =>
    {
        (o.AccessKeyId, o.SecretAccessKey) = (Key, Secret);
        o.Buckets.Add("signed");
    });

    private static HttpRequestMessage ListStreams(KinesisFixture kinesis, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, kinesis.Endpoint) { Content = new StringContent(body) };
        request.Headers.Add("X-Amz-Target", "Kinesis_20131202.ListStreams");
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        return request;
    }

    // AWS General Reference, "Create a signed AWS API request", for a POST to "/".
    private static void Sign(HttpRequestMessage request, string body, string key, string secret, DateTimeOffset at)
    {
        var timestamp = at.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/us-east-1/kinesis/aws4_request";
        var canonical = $"POST\n/\n\nhost:{request.RequestUri!.Authority}\nx-amz-date:{timestamp}\n\nhost;x-amz-date\n{Hash(body)}";
        var signingKey = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (k, part) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(part)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(signingKey, Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{Hash(canonical)}")));
        request.Headers.Add("X-Amz-Date", timestamp);
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
