using System.Text;
using KinesisPlatform.Archive;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>Writes records as lines of text, so that a test reads back what is in a table without an engine.</summary>
internal sealed class TextEncoder : IDataFileEncoder
{
    public async Task<EncodedDataFile> EncodeAsync(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, string path, CancellationToken cancellationToken)
    {
        var lines = runs.SelectMany(run => run).Select(record => $"{record.ShardId} {record.SequenceNumber} {Encoding.UTF8.GetString(record.Data.Span)}").ToList();
        await File.WriteAllLinesAsync(path, lines, cancellationToken);
        return new(lines.Count, new FileInfo(path).Length, Empty<long>(), Empty<long>(), Empty<long>(), Empty<byte[]>(), Empty<byte[]>());
    }

    public static IReadOnlyList<string> Decode(ReadOnlyMemory<byte> content) =>
        Encoding.UTF8.GetString(content.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Dictionary<int, T> Empty<T>() => [];
}
