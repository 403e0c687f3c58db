using System.Text.Json;
using KinesisPlatform.Archive.DataFiles;

namespace KinesisPlatform.Archive.Tests;

/// <summary>Writes records as JSON, with the statistics a Parquet file would have: for tests of what becomes of files, a hundred times as fast.</summary>
internal sealed class TinyEncoder : IDataFileEncoder
{
    public async Task<EncodedDataFile> EncodeAsync(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, string path, CancellationToken cancellationToken)
    {
        var rows = runs.SelectMany(run => run).Select(record =>
            new Row(record.ShardId.Value, record.SequenceNumber.ToString(), record.SubSequenceNumber, record.PartitionKey.ToArray(), record.ExplicitHashKey?.ToArray(), record.ArrivedAt, record.Data.ToArray()));
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(rows), cancellationToken);
        return DataFileStatistics.Describe(runs, new FileInfo(path).Length, new Dictionary<int, long>());
    }

    public static IEnumerable<StreamRecord> Decode(ReadOnlySpan<byte> content) => JsonSerializer.Deserialize<Row[]>(content)!.Select(row => new StreamRecord(
        new(row.Shard), SequenceNumber.Parse(row.Sequence), row.Sub, row.Key, row.HashKey is { } hashKey ? (ReadOnlyMemory<byte>?)hashKey : null, row.Arrived, row.Data));

    private sealed record Row(string Shard, string Sequence, int Sub, byte[] Key, byte[]? HashKey, DateTimeOffset Arrived, byte[] Data);
}
