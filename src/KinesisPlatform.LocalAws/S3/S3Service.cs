using System.Net;
using System.Text;
using KinesisPlatform.LocalAws.Http;
using KinesisPlatform.LocalAws.S3.Operations;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3;

/// <summary>S3 over its REST protocol: buckets, objects, uploads in parts, tags; conditional writes exactly as S3's. No versions, no access control.</summary>
internal sealed class S3Service : ILocalService
{
    private const int KeyBytesMax = 1024;

    private readonly Dictionary<string, Func<S3Request, Task>> _operations;
    private long _lastRequestId;

    public S3Service(S3Buckets buckets, IS3Storage storage, LocalAwsOptions options, TimeProvider time)
    {
        _operations = new[]
        {
            new BucketOperations(buckets, options).All,
            new ListOperations(buckets).All,
            new ReadOperations(buckets).All,
            new WriteOperations(buckets, storage, time).All,
            new CopyOperations(buckets, storage, time).All,
            new MultipartOperations(buckets, storage, options, time).All,
            new DeleteOperations(buckets).All,
            new TaggingOperations(buckets).All,
        }.SelectMany(o => o).ToDictionary();
    }

    public string SigningName => "s3";

    public string? TargetPrefix => null;

    public string OperationOf(HttpRequest request) => S3Operation.Identify(S3Request.Parse(request.HttpContext)) ?? "";

    public Task WriteErrorAsync(HttpContext context, ServiceError error) =>
        AnswerAsync(context, new(error.Code, (HttpStatusCode)error.StatusCode, error.Message), NextRequestId(context));

    public async Task HandleAsync(HttpContext context)
    {
        var requestId = NextRequestId(context);
        try
        {
            var request = S3Request.Parse(context);
            if (request.KeyName is { } key && Encoding.UTF8.GetByteCount(key) > KeyBytesMax) throw new S3Exception("KeyTooLongError", HttpStatusCode.BadRequest, "Your key is too long");
            var operation = S3Operation.Identify(request) ?? throw S3Exception.NotImplemented("A header or query you provided");
            await _operations[operation](request);
        }
        catch (S3Exception error) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, error, requestId);
        }
    }

    private string NextRequestId(HttpContext context)
    {
        var id = $"{Interlocked.Increment(ref _lastRequestId):X16}";
        context.Response.Headers["x-amz-request-id"] = id;
        context.Response.Headers.Server = "AmazonS3";
        return id;
    }

    private static async Task AnswerAsync(HttpContext context, S3Exception error, string requestId)
    {
        context.Response.StatusCode = (int)error.Status;
        foreach (var (name, value) in error.Headers) context.Response.Headers[name] = value;
        if (context.Request.Method != "HEAD") await S3Xml.WriteErrorAsync(context, error, requestId);
    }
}
