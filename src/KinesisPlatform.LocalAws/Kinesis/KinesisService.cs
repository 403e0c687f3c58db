using KinesisPlatform.LocalAws.Http;
using KinesisPlatform.LocalAws.Kinesis.Consumers;
using KinesisPlatform.LocalAws.Kinesis.Operations;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis;

/// <summary>Kinesis Data Streams over AWS JSON 1.1 and CBOR, streams in memory. No encryption at rest.</summary>
internal sealed class KinesisService : ILocalService
{
    // 10 MiB of records as base64, and what surrounds 500 of them.
    private const int BodyBytesMax = 16 << 20;

    private static readonly IMessageFormat[] Formats = [new JsonMessageFormat(), new CborMessageFormat()];

    private readonly Dictionary<string, KinesisOperation> _operations;
    private readonly SubscribeToShardOperation _subscribe;
    private long _lastRequestId;

    public KinesisService(LocalAwsOptions options, TimeProvider time)
    {
        var streams = new StreamRegistry(options, time);
        _subscribe = new(streams, options, time);
        _operations = new[]
        {
            new StreamOperations(streams).All,
            new ShardOperations(streams).All,
            new ListShardsOperation(streams, time).All,
            new PutOperations(streams).All,
            new ReadOperations(streams, time).All,
            new RetentionOperations(streams).All,
            new TagOperations(streams).All,
            new ConsumerOperations(streams, time).All,
        }.SelectMany(o => o).ToDictionary(o => o.Name);
    }

    public string SigningName => "kinesis";

    public string? TargetPrefix => "Kinesis_20131202";

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["x-amzn-RequestId"] = $"00000000-0000-0000-0000-{Interlocked.Increment(ref _lastRequestId):x12}";
        using var answer = new PooledBuffer(1024);
        try
        {
            var format = FormatOf(context.Request) ?? throw KinesisException.Serialization($"Content-Type is none of {string.Join(", ", Formats.Select(f => f.ContentType))}.");
            using var body = await ReadBodyAsync(context.Request, context.RequestAborted);
            if (AwsJson.OperationOf(context.Request) == SubscribeToShardOperation.Name)
            {
                await _subscribe.RunAsync(context, new(body.Written.IsEmpty ? new() : format.Read(body.Written)));
                return;
            }
            Run(context.Request, format, body.Written, answer);
        }
        catch (KinesisException error)
        {
            await WriteErrorAsync(context, new(error.StatusCode, error.Code, error.Message));
            return;
        }
        if (answer.Written.Length > 0) context.Response.ContentType = context.Request.ContentType;
        context.Response.ContentLength = answer.Written.Length;
        await context.Response.Body.WriteAsync(answer.Written, context.RequestAborted);
    }

    public async Task WriteErrorAsync(HttpContext context, ServiceError error)
    {
        var format = FormatOf(context.Request) ?? Formats[0];
        using var answer = new PooledBuffer(256);
        using (var writer = format.Writer(answer))
        {
            writer.Map(members =>
            {
                members.Member("__type"u8, error.Code);
                members.Member("message"u8, error.Message);
            });
        }
        context.Response.StatusCode = error.StatusCode;
        context.Response.ContentType = format.ContentType;
        context.Response.ContentLength = answer.Written.Length;
        await context.Response.Body.WriteAsync(answer.Written, context.RequestAborted);
    }

    private void Run(HttpRequest request, IMessageFormat format, ReadOnlyMemory<byte> body, PooledBuffer answer)
    {
        var name = AwsJson.OperationOf(request);
        var operation = _operations.GetValueOrDefault(name) ?? throw KinesisException.UnknownOperation(name);
        var parameters = new RequestParameters(body.IsEmpty ? new() : format.Read(body));
        using var writer = format.Writer(answer);
        if (operation.HasAnswer) writer.StartMap();
        operation.Run(parameters, writer);
        if (operation.HasAnswer) writer.EndMap();
    }

    private static IMessageFormat? FormatOf(HttpRequest request) =>
        Array.Find(Formats, f => request.ContentType?.StartsWith(f.ContentType, StringComparison.OrdinalIgnoreCase) == true);

    private static async Task<PooledBuffer> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new PooledBuffer((int)Math.Min(request.ContentLength + 1 ?? 4096, BodyBytesMax));
        try
        {
            while (await request.Body.ReadAsync(body.GetMemory(), cancellationToken) is var count and > 0)
            {
                body.Advance(count);
                if (body.Written.Length > BodyBytesMax) throw new KinesisException("RequestEntityTooLargeException", $"The body is larger than {BodyBytesMax} bytes.", StatusCodes.Status413PayloadTooLarge);
            }
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }
}
