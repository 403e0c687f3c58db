using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Tests.Fakes;

internal sealed class MemoryStreamState(StreamName name, DateTimeOffset createdAt)
{
    public StreamName Name { get; } = name;

    public List<MemoryShard> Shards { get; } = [];

    public StreamDescription Describe() =>
        new(Name, $"arn:aws:kinesis:us-east-1:000000000000:stream/{Name}", createdAt, "ACTIVE", TimeSpan.FromHours(24), [.. Shards.Select(shard => shard.Describe())]);
}
