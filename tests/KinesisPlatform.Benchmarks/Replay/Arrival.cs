namespace KinesisPlatform.Benchmarks.Replay;

/// <param name="Bytes">Data and partition key: what counts against a shard's limit.</param>
internal readonly record struct Arrival(string Shard, DateTimeOffset At, int Bytes, string PartitionKey);
