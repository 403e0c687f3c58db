using System.Runtime.CompilerServices;
using Amazon.ElasticMapReduce;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SQS;
using KinesisPlatform.Aws;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Cli.Doctor;

/// <summary>What the platform needs of AWS, tried with this machine's credentials: services may have others.</summary>
internal sealed class AwsChecks : IDisposable
{
    private const string Area = "AWS, with this machine's credentials";
    private const string ProbePrefix = "kp-doctor/";
    private const string QueuePrefix = "kinesis-platform-";

    private readonly AwsSettings _settings;
    private readonly ServiceProvider? _services;

    private AwsChecks(AwsSettings settings)
    {
        _settings = settings;
        if (settings.Unknown is not null) return;
        var configuration = settings.Configuration;
        if (settings.Bucket is { } bucket) configuration["ObjectStore:Bucket"] = bucket;
        _services = new ServiceCollection().AddLogging().AddAwsClients(configuration).AddObjectStore(configuration).BuildServiceProvider();
    }

    public static async Task<AwsChecks> PrepareAsync(KpContext context, string? bucket, CancellationToken cancellationToken) => new(await AwsSettings.FindAsync(context, bucket, cancellationToken));

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_services is null)
        {
            yield return Finding.Skipped(Area, "all of it", $"{_settings.Unknown}.");
            yield break;
        }
        var credentials = await TryAsync("credentials", CheckCredentialsAsync, cancellationToken);
        yield return credentials;
        if (credentials.State == FindingState.Bad) yield break;
        yield return await TryAsync("bucket", CheckBucketAsync, cancellationToken);
        yield return await TryAsync("Kinesis", CheckKinesisAsync, cancellationToken);
        yield return await TryAsync("SQS", CheckQueuesAsync, cancellationToken);
        yield return await TryAsync("EMR", CheckClustersAsync, cancellationToken);
    }

    public void Dispose() => _services?.Dispose();

    private async Task<Finding> CheckCredentialsAsync(string check, CancellationToken cancellationToken)
    {
        var connection = _services!.GetRequiredService<AwsConnection>();
        var keys = await connection.Credentials.GetCredentialsAsync();
        var key = $"{keys.AccessKey[..Math.Min(4, keys.AccessKey.Length)]}…";
        // Emulators have no identities.
        if (_settings.Endpoint is { } endpoint) return Finding.Good(Area, check, $"{key}, for the emulator at {endpoint.GetLeftPart(UriPartial.Authority)}");
        using var sts = new AmazonSecurityTokenServiceClient(connection.Credentials, connection.Apply(new AmazonSecurityTokenServiceConfig(), "STS"));
        var identity = await sts.GetCallerIdentityAsync(new(), cancellationToken);
        return Finding.Good(Area, check, $"{identity.Arn} in {connection.Region ?? "the region of the profile"}");
    }

    private async Task<Finding> CheckBucketAsync(string check, CancellationToken cancellationToken)
    {
        var store = _services!.GetRequiredService<IObjectStore>();
        // Puts with conditions that do not hold: a store that takes them would let two writers overwrite each other's commits.
        await ObjectStoreProbe.VerifyAsync(store, ProbePrefix, cancellationToken);
        await foreach (var _ in store.ListAsync(ProbePrefix, null, cancellationToken)) break;
        return Finding.Good(Area, check, $"{store.Bucket}: If-None-Match and If-Match are enforced; can be read, written, listed and deleted from");
    }

    private async Task<Finding> CheckKinesisAsync(string check, CancellationToken cancellationToken)
    {
        var kinesis = _services!.GetRequiredService<IAmazonKinesis>();
        var streams = await kinesis.ListStreamsAsync(new() { Limit = 100 }, cancellationToken);
        if (streams.StreamNames is not [var stream, ..]) return Finding.Good(Area, check, "streams can be listed; there are none yet");
        await kinesis.DescribeStreamSummaryAsync(new() { StreamName = stream }, cancellationToken);
        var shards = await kinesis.ListShardsAsync(new() { StreamName = stream, MaxResults = 1 }, cancellationToken);
        if (shards.Shards is not [var shard, ..]) return Finding.Warning(Area, check, $"{stream} lists no shards: it is being created or deleted. Whether records can be read was not tried");
        var iterator = await kinesis.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = stream, ShardId = shard.ShardId, ShardIteratorType = ShardIteratorType.LATEST }, cancellationToken);
        await kinesis.GetRecordsAsync(new() { ShardIterator = iterator.ShardIterator, Limit = 1 }, cancellationToken);
        return Finding.Good(Area, check, $"streams can be listed ({streams.StreamNames.Count}{(streams.HasMoreStreams == true ? "+" : "")}), described and read; tried on {stream}. Writing, for replays, is not tried");
    }

    private async Task<Finding> CheckQueuesAsync(string check, CancellationToken cancellationToken)
    {
        var queues = await _services!.GetRequiredService<IAmazonSQS>().ListQueuesAsync(new() { QueueNamePrefix = QueuePrefix }, cancellationToken);
        return Finding.Good(Area, check, $"{queues.QueueUrls?.Count ?? 0} queues {QueuePrefix}…; the services make those that they lack");
    }

    private async Task<Finding> CheckClustersAsync(string check, CancellationToken cancellationToken)
    {
        await _services!.GetRequiredService<IAmazonElasticMapReduce>().ListClustersAsync(new(), cancellationToken);
        return Finding.Good(Area, check, "clusters can be listed");
    }

    private static async Task<Finding> TryAsync(string check, Func<string, CancellationToken, Task<Finding>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(check, cancellationToken);
        }
        catch (PlatformException error)
        {
            return Finding.Bad(Area, check, error.Message, error.Kind == FailureKind.NotFound ? "Create the bucket (aws s3 mb s3://NAME), or name the right one with --bucket." : RemedyOf(error.InnerException));
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            return Finding.Bad(Area, check, error.Message, RemedyOf(error));
        }
    }

    private static string? RemedyOf(Exception? error) => error switch
    {
        AmazonServiceException { ErrorCode: "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" } => "Allow it to this identity, in a policy or the bucket's own; src/docs/kp.md lists what the services need.",
        AmazonServiceException { ErrorCode: "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidAccessKeyId" or "ExpiredToken" or "ExpiredTokenException" } => "The credentials are wrong or have expired: aws sso login, or aws configure.",
        AmazonServiceException { ErrorCode: "SignatureDoesNotMatch" or "RequestTimeTooSkewed" } => "Look at this machine's clock, and at the secret key.",
        HttpRequestException or AmazonServiceException { InnerException: HttpRequestException } => "It is not reached from here: look at AWS_ENDPOINT_URL, AWS_REGION and the network.",
        _ => null,
    };
}
