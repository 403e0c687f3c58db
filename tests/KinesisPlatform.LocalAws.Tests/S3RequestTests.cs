using System.Net;
using KinesisPlatform.LocalAws.S3;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class S3RequestTests(S3Fixture s3) : IClassFixture<S3Fixture>
{
    [Theory]
    [InlineData("127.0.0.1:4566", "/", null, null)]
    [InlineData("127.0.0.1:4566", "/bucket", "bucket", null)]
    [InlineData("127.0.0.1:4566", "/bucket/", "bucket", null)]
    [InlineData("localhost", "/bucket/a/b?x=y", "bucket", "a/b")]
    [InlineData("s3.localhost", "/bucket/k", "bucket", "k")]
    [InlineData("s3.us-east-1.amazonaws.com", "/bucket/k", "bucket", "k")]
    [InlineData("bucket.localhost:4566", "/a/b", "bucket", "a/b")]
    [InlineData("bucket.s3.localhost", "/", "bucket", null)]
    [InlineData("my.bucket.s3.eu-west-1.amazonaws.com", "/k", "my.bucket", "k")]
    [InlineData("bucket.s3.amazonaws.com", "/k", "bucket", "k")]
    [InlineData("localhost", "/bucket/../other/%2e%2e/x", "bucket", "../other/../x")]
    [InlineData("localhost", "/bucket/a%2Fb+c%20d%2B%C3%A4//", "bucket", "a/b+c d+ä//")]
    public void Parse_PathOrHost_FindsBucketAndKey(string host, string target, string? bucket, string? key)
    {
        var request = S3Request.Parse(Request("GET", host, target));

        Assert.Equal((bucket, key), (request.BucketName, request.KeyName));
    }

    [Theory]
    [InlineData("GET", "/", "ListBuckets")]
    [InlineData("GET", "/b?list-type=2", "ListObjectsV2")]
    [InlineData("GET", "/b?location", "GetBucketLocation")]
    [InlineData("POST", "/b?delete", "DeleteObjects")]
    [InlineData("PUT", "/b/k?x-id=PutObject", "PutObject")]
    [InlineData("PUT", "/b/k?partNumber=1&uploadId=u", "UploadPart")]
    [InlineData("PUT", "/b/k?tagging", "PutObjectTagging")]
    [InlineData("POST", "/b/k?uploads", "CreateMultipartUpload")]
    [InlineData("DELETE", "/b/k?uploadId=u", "AbortMultipartUpload")]
    [InlineData("PUT", "/b/k?acl", null)]
    [InlineData("GET", "/b?versioning", null)]
    [InlineData("DELETE", "/b?policy", null)]
    [InlineData("POST", "/b/k", null)]
    public void Identify_MethodAndSubresource_NamesTheOperation(string method, string target, string? expected) =>
        Assert.Equal(expected, S3Operation.Identify(S3Request.Parse(Request(method, "localhost", target))));

    [Fact]
    public async Task Put_SubresourceThatIsNotThere_DoesNotTouchTheObject()
    {
        await s3.SendAsync("PUT", "/raw/acl", "content");

        var (status, body) = await s3.SendAsync("PUT", "/raw/acl?acl", "<AccessControlPolicy/>");

        Assert.Equal(HttpStatusCode.NotImplemented, status);
        Assert.Contains("<Code>NotImplemented</Code>", body, StringComparison.Ordinal);
        Assert.Equal("content", (await s3.SendAsync("GET", "/raw/acl")).Body);
    }

    [Fact]
    public async Task Put_KeyOverOneKibibyte_IsRefused() =>
        Assert.Contains("<Code>KeyTooLongError</Code>", (await s3.SendAsync("PUT", "/raw/" + new string('k', 1025), "x")).Body, StringComparison.Ordinal);

    [Fact]
    public async Task Post_DeleteWithMalformedXml_IsRefused() =>
        Assert.Contains("<Code>MalformedXML</Code>", (await s3.SendAsync("POST", "/raw?delete", "<Delete><Object>")).Body, StringComparison.Ordinal);

    private static DefaultHttpContext Request(string method, string host, string target)
    {
        var context = new DefaultHttpContext();
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        context.Request.Method = method;
        context.Request.Host = new(host);
        if (target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0) context.Request.QueryString = new(target[at..]);
        return context;
    }
}
