using System.Collections.Concurrent;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.FanOut;

/// <summary>The consumer under which this process reads, registered with each stream as it is first read. One entry per stream ever read.</summary>
internal sealed class StreamConsumers(IAmazonKinesis kinesis, KinesisCalls calls, StreamsOptions options, string name, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan StatusPoll = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<StreamName, string> _arns = new();
    private readonly ConcurrentDictionary<StreamName, SemaphoreSlim> _turns = new();

    /// <summary>The consumer's ARN. It is ACTIVE, registered now where it was not. Registering costs nothing; a registered consumer does, until it is deregistered.</summary>
    /// <exception cref="PlatformException">NotFound: no such stream. Unavailable: it did not become ACTIVE in time, or the stream has as many consumers as it may.</exception>
    public async ValueTask<string> GetAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (_arns.TryGetValue(stream, out var known)) return known;
        // One at a time: the readers of a stream's shards begin together, and the account has five of these calls a second.
        var turn = _turns.GetOrAdd(stream, _ => new(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return _arns.TryGetValue(stream, out known) ? known : _arns[stream] = await EnsureAsync(stream, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Kinesis does not know the consumer any more: the stream was created again, or somebody deregistered it.</summary>
    public void Forget(StreamName stream, string arn) => _arns.TryRemove(new(stream, arn));

    private async Task<string> EnsureAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var subject = $"consumer {name} of stream {stream}";
        var summary = await calls.RunAsync($"stream {stream}", token => kinesis.DescribeStreamSummaryAsync(new() { StreamName = stream.Value }, token), cancellationToken);
        var streamArn = summary.StreamDescriptionSummary?.StreamARN ?? throw new PlatformException(FailureKind.Data, $"Kinesis described stream {stream} without an ARN; check the endpoint.");
        var begun = time.GetTimestamp();
        while (true)
        {
            var (arn, status) = await calls.RunAsync(subject, token => FindOrRegisterAsync(stream, streamArn, token), cancellationToken);
            if (status == ConsumerStatus.ACTIVE) return arn;
            if (time.GetElapsedTime(begun) > options.ActiveTimeout)
                throw new PlatformException(FailureKind.Unavailable, $"The {subject} is {status} and did not become ACTIVE within {options.ActiveTimeout.TotalSeconds:0} s. Look at it with aws kinesis describe-stream-consumer --consumer-arn {arn}, then try again.");
            await Task.Delay(StatusPoll, time, cancellationToken);
        }
    }

    private async Task<(string Arn, ConsumerStatus? Status)> FindOrRegisterAsync(StreamName stream, string streamArn, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await kinesis.DescribeStreamConsumerAsync(new() { StreamARN = streamArn, ConsumerName = name }, cancellationToken)).ConsumerDescription;
            return (found?.ConsumerARN ?? throw NoArn(stream), found.ConsumerStatus);
        }
        catch (ResourceNotFoundException)
        {
            return await RegisterAsync(stream, streamArn, cancellationToken);
        }
    }

    private async Task<(string Arn, ConsumerStatus? Status)> RegisterAsync(StreamName stream, string streamArn, CancellationToken cancellationToken)
    {
        try
        {
            var registered = (await kinesis.RegisterStreamConsumerAsync(new() { StreamARN = streamArn, ConsumerName = name }, cancellationToken)).Consumer;
            Log.ConsumerRegistered(logger, name, stream);
            return (registered?.ConsumerARN ?? throw NoArn(stream), registered.ConsumerStatus);
        }
        catch (ResourceInUseException)
        {
            // Another process of this name was quicker; the next look finds it.
            return ("", ConsumerStatus.CREATING);
        }
    }

    private PlatformException NoArn(StreamName stream) => new(FailureKind.Data, $"Kinesis answered without the ARN of consumer {name} of stream {stream}; check the endpoint.");
}
