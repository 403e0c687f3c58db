using System.Text.RegularExpressions;
using KinesisPlatform.LocalAws.Kinesis.Operations;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Consumers;

/// <summary>Registering consumers, and finding them.</summary>
internal sealed partial class ConsumerOperations(StreamRegistry streams, TimeProvider time)
{
    public IEnumerable<KinesisOperation> All =>
    [
        KinesisOperation.Of("RegisterStreamConsumer", Register),
        KinesisOperation.Of("DeregisterStreamConsumer", Deregister),
        KinesisOperation.Of("DescribeStreamConsumer", Describe),
        KinesisOperation.Of("ListStreamConsumers", List),
    ];

    /// <summary>The consumer that an ARN names. The caller holds no lock.</summary>
    /// <exception cref="KinesisException">ResourceNotFoundException.</exception>
    public static StreamConsumer Find(StreamRegistry streams, string arn)
    {
        var stream = streams.All.FirstOrDefault(s => arn.StartsWith($"{s.Arn}/consumer/", StringComparison.Ordinal));
        if (stream is null) throw NotFound(arn);
        lock (stream.Gate) return stream.Consumers.All.FirstOrDefault(c => c.Arn == arn) ?? throw NotFound(arn);
    }

    public static string? ConsumerArn(RequestParameters parameters, bool isRequired) => parameters.Text("ConsumerARN", ArnPattern(), 2048, isRequired);

    private void Register(RequestParameters parameters, MessageWriter answer)
    {
        var name = parameters.Text("ConsumerName", NamePattern(), StreamParameters.NameLengthMax, isRequired: true);
        var stream = parameters.UsableStream(streams);
        lock (stream.Gate)
        {
            stream.ThrowIfDeleted();
            var consumer = stream.Consumers.Register(name!);
            answer.Map("Consumer"u8, members => Write(members, consumer));
        }
    }

    private void Deregister(RequestParameters parameters)
    {
        var consumer = Named(parameters);
        lock (consumer.Stream.Gate)
        {
            if (consumer.GoneAt is not null) throw KinesisException.InUse($"Consumer {consumer.Arn} is in state DELETING.");
            consumer.Stream.Consumers.Deregister(consumer);
        }
    }

    private void Describe(RequestParameters parameters, MessageWriter answer)
    {
        var consumer = Named(parameters);
        lock (consumer.Stream.Gate)
        {
            answer.Map("ConsumerDescription"u8, members =>
            {
                Write(members, consumer);
                members.Member("StreamARN"u8, consumer.Stream.Arn);
            });
        }
    }

    private void List(RequestParameters parameters, MessageWriter answer)
    {
        var countMax = parameters.Integer("MaxResults", 1, 10_000) ?? 100;
        var token = parameters.Text("NextToken");
        var stream = parameters.Stream(streams);
        string? after = null;
        if (token is not null) after = OpaqueToken.Decode(token) is ["consumers", var last] ? last : throw KinesisException.InvalidArgument("NextToken is invalid.");
        lock (stream.Gate)
        {
            var found = stream.Consumers.All.Where(c => string.CompareOrdinal(c.Name, after ?? "") > 0).Take(countMax + 1).ToList();
            answer.List("Consumers"u8, found.Take(countMax), (writer, consumer) => writer.Map(members => Write(members, consumer)));
            if (found.Count > countMax) answer.Member("NextToken"u8, OpaqueToken.Encode("consumers", found[countMax - 1].Name));
        }
    }

    private StreamConsumer Named(RequestParameters parameters)
    {
        var arn = ConsumerArn(parameters, isRequired: false);
        var name = parameters.Text("ConsumerName", NamePattern(), StreamParameters.NameLengthMax);
        parameters.ThrowIfInvalid();
        if (arn is not null) return Find(streams, arn);
        if (name is null) throw KinesisException.InvalidArgument("Either ConsumerARN, or StreamARN and ConsumerName must be specified.");
        var stream = parameters.Stream(streams);
        lock (stream.Gate) return stream.Consumers.Find(name) ?? throw KinesisException.NotFound($"Consumer {name} under stream {stream.Arn} not found.");
    }

    private void Write(MessageWriter members, StreamConsumer consumer)
    {
        members.Member("ConsumerName"u8, consumer.Name);
        members.Member("ConsumerARN"u8, consumer.Arn);
        members.Member("ConsumerStatus"u8, consumer.StatusAt(time.GetUtcNow()));
        members.Time("ConsumerCreationTimestamp"u8, consumer.CreatedAt.ToUnixTimeMilliseconds());
    }

    private static KinesisException NotFound(string arn) => KinesisException.NotFound($"Consumer {arn} not found.");

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]+\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+\z")]
    private static partial Regex ArnPattern();
}
