using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;

namespace KinesisPlatform.ObjectStore.Tests;

public sealed class S3ObjectStoreFailureTests(LocalS3 s3) : IClassFixture<LocalS3>
{
    private static readonly PutCondition Always = new PutCondition.None();
    private static readonly byte[] Content = Encoding.ASCII.GetBytes("content");

    private readonly InstantTimeProvider _time = new();

    public static TheoryData<string> Calls => ["GET", "HEAD", "PUT", "FILE", "LIST", "DELETE"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task EveryCall_MissingBucket_SaysWhichAndWhatToDo(string call)
    {
        using var client = s3.Client();
        var store = new S3ObjectStore(client, new() { Bucket = "not-there" }, _time);

        var error = await Assert.ThrowsAsync<PlatformException>(() => CallAsync(store, call));

        Assert.Equal(FailureKind.NotFound, error.Kind);
        Assert.Contains("'not-there' does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains("ObjectStore:Bucket", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task EveryCall_NobodyListens_IsUnavailable(string call)
    {
        using var client = LocalS3.Client(new Uri("http://127.0.0.1:1"));

        var error = await Assert.ThrowsAsync<PlatformException>(() => CallAsync(Store(client), call));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.Contains("AWS_ENDPOINT_URL", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "SlowDown", FailureKind.Unavailable, "later")]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError", FailureKind.Unavailable, "later")]
    [InlineData(HttpStatusCode.Forbidden, "AccessDenied", FailureKind.Invalid, "s3:GetObject")]
    [InlineData(HttpStatusCode.Forbidden, "InvalidAccessKeyId", FailureKind.Invalid, "renew")]
    [InlineData(HttpStatusCode.BadRequest, "ExpiredToken", FailureKind.Invalid, "renew")]
    [InlineData(HttpStatusCode.BadRequest, "AuthorizationHeaderMalformed", FailureKind.Invalid, "AWS_REGION")]
    [InlineData(HttpStatusCode.BadRequest, "InvalidArgument", FailureKind.Invalid, "Scripted.")]
    public async Task Get_ServiceRefuses_TellsKindAndRemedy(HttpStatusCode status, string code, FailureKind kind, string remedy)
    {
        using var handler = new ScriptedHandler((_, _, _) => Task.FromResult(ScriptedHandler.Error(status, code)));
        using var client = s3.Client(handler);

        var error = await Assert.ThrowsAsync<PlatformException>(() => Store(client).GetAsync("key", null, default));

        Assert.Equal(kind, error.Kind);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.Contains($"GET s3://{LocalS3.Bucket}/key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_NoCredentials_IsInvalidAndSaysWhereToGiveThem()
    {
        using var client = new AmazonS3Client(new MissingCredentials(), new AmazonS3Config { ServiceURL = s3.Endpoint.ToString(), ForcePathStyle = true });

        var error = await Assert.ThrowsAsync<PlatformException>(() => Store(client).GetAsync("key", null, default));

        Assert.Equal(FailureKind.Invalid, error.Kind);
        Assert.Contains("AWS_ACCESS_KEY_ID", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_ConflictTwice_IsTriedAgainWithGrowingWaits()
    {
        using var handler = new ScriptedHandler((_, number, send) =>
            number <= 2 ? Task.FromResult(ScriptedHandler.Error(HttpStatusCode.Conflict, "ConditionalRequestConflict")) : send());
        using var client = s3.Client(handler);

        var etag = await Store(client).PutAsync("conflict/twice", Content, new PutCondition.IfAbsent(), default);

        Assert.NotNull(etag);
        Assert.Equal([TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)], _time.Waits);
    }

    [Fact]
    public async Task Put_ConflictForEver_IsUnavailableAfterBoundedTries()
    {
        using var handler = new ScriptedHandler((_, _, _) => Task.FromResult(ScriptedHandler.Error(HttpStatusCode.Conflict, "ConditionalRequestConflict")));
        using var client = s3.Client(handler);

        var error = await Assert.ThrowsAsync<PlatformException>(() => Store(client).PutAsync("conflict/ever", Content, Always, default));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.Equal(6, _time.Waits.Count);
        Assert.Equal(7, handler.Count);
    }

    [Fact]
    public async Task PutIfAbsent_ResponseLost_ReportsRefusedButHasWritten()
    {
        using var handler = new ScriptedHandler((_, number, send) => number == 1 ? ScriptedHandler.LoseAsync(send) : send());
        using var client = s3.Client(handler);
        var store = Store(client);

        var etag = await store.PutAsync("lost/absent", Content, new PutCondition.IfAbsent(), default);

        Assert.Null(etag);
        Assert.Equal(Content, (await store.GetAsync("lost/absent", null, default))!.Content.ToArray());
    }

    [Fact]
    public async Task Get_BodyBreaksOff_IsReadAgain()
    {
        using var handler = new ScriptedHandler(async (request, number, send) =>
        {
            var response = await send();
            if (request.Method == HttpMethod.Get && number == 2)
            {
                var length = response.Content.Headers.ContentLength;
                response.Content = new StreamContent(new BreakingStream());
                response.Content.Headers.ContentLength = length;
            }
            return response;
        });
        using var client = s3.Client(handler);
        var store = Store(client);
        await store.PutAsync("breaks/off", Content, Always, default);

        var stored = await store.GetAsync("breaks/off", null, default);

        Assert.Equal(Content, stored!.Content.ToArray());
        Assert.Equal(3, handler.Count);
    }

    [Fact]
    public async Task PutFile_ResponseToItsEndLost_IsFoundComplete()
    {
        using var handler = new ScriptedHandler((request, _, send) => CompletesUpload(request) ? LoseFirstAsync(send) : send());
        using var client = s3.Client(handler);
        var store = Store(client);
        using var file = new LargeFile();

        var etag = await store.PutFileAsync("lost/file", file.Path, default);

        Assert.Equal(etag, (await store.HeadAsync("lost/file", default))!.ETag);
        Assert.Equal(LargeFile.LengthBytes, (await store.HeadAsync("lost/file", default))!.LengthBytes);
    }

    [Fact]
    public async Task PutFile_PartRefused_AbortsTheUpload()
    {
        using var handler = new ScriptedHandler((request, _, send) =>
            request.RequestUri!.Query.Contains("partNumber=2", StringComparison.Ordinal) ? Task.FromResult(ScriptedHandler.Error(HttpStatusCode.Forbidden, "AccessDenied")) : send());
        using var client = s3.Client(handler);
        using var file = new LargeFile();

        var error = await Assert.ThrowsAsync<PlatformException>(() => Store(client).PutFileAsync("refused/file", file.Path, default));

        Assert.Equal(FailureKind.Invalid, error.Kind);
        var uploads = await client.ListMultipartUploadsAsync(new Amazon.S3.Model.ListMultipartUploadsRequest { BucketName = LocalS3.Bucket, Prefix = "refused/" });
        Assert.Empty(uploads.MultipartUploads ?? []);
        Assert.Null(await Store(client).HeadAsync("refused/file", default));
    }

    [Fact]
    public async Task EveryWrite_WithAKmsKey_AsksForIt()
    {
        List<string> encrypted = [];
        using var handler = new ScriptedHandler((request, _, send) =>
        {
            if (request.Headers.TryGetValues("x-amz-server-side-encryption-aws-kms-key-id", out var key))
                encrypted.Add($"{request.Method} {request.Headers.GetValues("x-amz-server-side-encryption").Single()} {key.Single()}");
            return send();
        });
        using var client = s3.Client(handler);
        var store = new S3ObjectStore(client, new() { Bucket = LocalS3.Bucket, Encryption = ObjectEncryption.Kms, KmsKeyId = "key-1", PartBytes = 5 << 20 }, _time);
        using var file = new LargeFile();

        await store.PutAsync("kms/object", Content, Always, default);
        await store.PutFileAsync("kms/file", file.Path, default);

        Assert.Equal(["PUT aws:kms key-1", "POST aws:kms key-1"], encrypted);
    }

    private static bool CompletesUpload(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post && request.RequestUri!.Query.Contains("uploadId", StringComparison.Ordinal);

    private int _lost;

    private Task<HttpResponseMessage> LoseFirstAsync(Func<Task<HttpResponseMessage>> send) => Interlocked.Increment(ref _lost) == 1 ? ScriptedHandler.LoseAsync(send) : send();

    private S3ObjectStore Store(IAmazonS3 client) => new(client, new() { Bucket = LocalS3.Bucket, PartBytes = 5 << 20 }, _time);

    private static async Task CallAsync(S3ObjectStore store, string call)
    {
        using var file = new LargeFile();
        await (call switch
        {
            "GET" => store.GetAsync("key", null, default),
            "HEAD" => store.HeadAsync("key", default),
            "PUT" => store.PutAsync("key", Content, Always, default),
            "FILE" => store.PutFileAsync("key", file.Path, default),
            "LIST" => store.ListAsync("", null, default).GetAsyncEnumerator().MoveNextAsync().AsTask(),
            _ => store.DeleteAsync("key", default),
        });
    }

    private sealed class MissingCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("Failed to resolve AWS credentials. The credential providers returned errors.");
    }

    private sealed class BreakingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new HttpIOException(HttpRequestError.ResponseEnded);
    }

    /// <summary>Three parts of the least size.</summary>
    private sealed class LargeFile : IDisposable
    {
        public const long LengthBytes = (10 << 20) + 1;

        public LargeFile()
        {
            using var file = File.OpenWrite(Path);
            file.SetLength(LengthBytes);
        }

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
