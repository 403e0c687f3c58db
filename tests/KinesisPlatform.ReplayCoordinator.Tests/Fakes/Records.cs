using System.Text;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

internal static class Records
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly ShardId Shard0 = Shard(0);

    public static ShardId Shard(int number) => new($"shardId-{number:D12}");

    public static SequenceNumber Sequence(long number) => SequenceNumber.Parse($"{number}");

    /// <summary>Arrives as many seconds after <see cref="Start"/> as its sequence number says.</summary>
    public static StreamRecord Record(long sequence, string data = "{}", string key = "k", int shard = 0, int sub = 0) =>
        Record(sequence, Encoding.UTF8.GetBytes(data), key, shard, sub);

    public static StreamRecord Record(long sequence, byte[] data, string key = "k", int shard = 0, int sub = 0) =>
        new(Shard(shard), Sequence(sequence), sub, Encoding.UTF8.GetBytes(key), null, Start.AddSeconds(sequence), data);
}
