using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.EventStreams;
using KinesisPlatform.Aws.Pipeline;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Aws.Subscriptions;

/// <inheritdoc cref="IShardSubscriptionClient"/>
/// <remarks>The service wants HTTP/2, which TLS negotiates; on plain HTTP, so with emulators, every subscription has a connection of its own.</remarks>
public sealed class ShardSubscriptionClient : AwsServiceClient, IShardSubscriptionClient
{
    private static readonly AwsOperation<SubscribeToShardRequest, SubscriptionResponse> Subscribe = AwsOperation<SubscribeToShardRequest, SubscriptionResponse>.Streaming(
        KinesisOperations.TargetPrefix + "SubscribeToShard",
        AwsJson.ContentType11,
        (request, output) =>
        {
            using var writer = new Utf8JsonWriter(output);
            JsonSerializer.Serialize(writer, request, KinesisOperations.TypeOf<SubscribeToShardRequest>());
        },
        body => new() { Body = body },
        KinesisErrors.ToException);

    private readonly TimeProvider _time;

    /// <param name="config">For this client alone: it gets an HTTP client for long answers, unless it has a factory of its own.</param>
    public ShardSubscriptionClient(AWSCredentials credentials, AmazonKinesisConfig config, TimeProvider time) : base(credentials, WithHttpClient(config)) => _time = time;

    /// <summary>How long a live subscription is silent at most, the answer's headers included. Kinesis sends an event every few seconds also where there are no records.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(35);

    public async IAsyncEnumerable<ShardEvent> SubscribeToShardAsync(SubscribeToShardRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var openedAt = _time.GetUtcNow();
        var response = await OpenAsync(request, cancellationToken);
        await using var reader = new EventStreamReader(response.Body, openedAt, SilenceMax, _time);
        while (await reader.ReadAsync(cancellationToken) is { } frame)
        {
            if (frame.MessageType != "event") throw ToException(frame, response.ResponseMetadata?.RequestId);
            // The initial response says nothing; what is not known is no record.
            if (frame.Type == "SubscribeToShardEvent") yield return new(RecordsJson.Decode(frame.Payload.Span), reader.SentAfter);
        }
    }

    private protected override string? HostLabelOf(AmazonWebServiceRequest request) => KinesisHosts.LabelOf(request);

    private async Task<SubscriptionResponse> OpenAsync(SubscribeToShardRequest request, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(SilenceMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await InvokeAsync(Subscribe, request, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The subscription was not answered within {SilenceMax.TotalSeconds:0} seconds.");
        }
    }

    private static AmazonKinesisException ToException(EventStreamFrame frame, string? requestId)
    {
        // An exception has its message in the payload, {"message":".."}; an error, which the protocol itself raises, in a header.
        var status = frame.MessageType == "exception" && frame.Type != "InternalFailureException" ? HttpStatusCode.BadRequest : HttpStatusCode.InternalServerError;
        var error = AwsError.Parse(frame.Payload, AwsJson.ContentType11, name => name switch { "x-amzn-ErrorType" => frame.Type, "x-amzn-RequestId" => requestId, _ => null }, status);
        return KinesisErrors.ToException(frame.ErrorMessage is { } message ? error with { Message = message } : error);
    }

    private static AmazonKinesisConfig WithHttpClient(AmazonKinesisConfig config)
    {
        config.HttpClientFactory ??= new SubscriptionHttpClientFactory();
        return config;
    }
}
