using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KinesisPlatform.Archive.Avro;

/// <summary>Avro's object container file (Avro 1.11 specification, "Object Container Files"), with the codecs null and deflate.</summary>
internal static class AvroFile
{
    private const int SyncBytes = 16;
    private static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;

    /// <param name="metadata">Besides the schema and codec.</param>
    /// <param name="records">All records, in one block.</param>
    public static byte[] Write(string schema, IReadOnlyList<(string Key, string Value)> metadata, int recordCount, ReadOnlyMemory<byte> records)
    {
        (string Key, string Value)[] all = [("avro.schema", schema), ("avro.codec", "deflate"), .. metadata];
        // The marker only has to be unlikely within the data; made from the content, the same table gives the same bytes.
        var sync = SHA256.HashData(records.Span).AsSpan(0, SyncBytes);
        var writer = new AvroWriter();
        writer.WriteFixed(Magic);
        writer.WriteBlock(all, entry =>
        {
            writer.WriteString(entry.Key);
            writer.WriteString(entry.Value);
        });
        writer.WriteFixed(sync);
        if (recordCount > 0)
        {
            writer.WriteLong(recordCount);
            writer.WriteBytes(Deflate(records.Span));
            writer.WriteFixed(sync);
        }
        return writer.Written.ToArray();
    }

    /// <exception cref="FormatException">Not an Avro file, or one with another codec.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, object?>> Read(ReadOnlyMemory<byte> content)
    {
        var reader = new AvroReader(content);
        if (!reader.ReadFixed(Magic.Length).SequenceEqual(Magic)) throw new FormatException("The file is not an Avro file.");
        using var bytes = JsonDocument.Parse("\"bytes\"");
        var metadata = reader.ReadMap(bytes.RootElement).ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetString((byte[])entry.Value!));
        var codec = metadata.GetValueOrDefault("avro.codec", "null");
        using var schema = JsonDocument.Parse(metadata["avro.schema"]);
        var sync = reader.ReadFixed(SyncBytes).ToArray();
        var records = new List<IReadOnlyDictionary<string, object?>>();
        while (!reader.IsAtEnd)
        {
            var count = reader.ReadLong();
            var block = reader.ReadSlice(checked((int)reader.ReadLong()));
            var blockReader = new AvroReader(codec switch
            {
                "null" => block,
                "deflate" => Inflate(block),
                _ => throw new FormatException($"The Avro codec '{codec}' is not known here."),
            });
            for (var i = 0L; i < count; i++) records.Add((Dictionary<string, object?>)blockReader.Read(schema.RootElement)!);
            if (!reader.ReadFixed(SyncBytes).SequenceEqual(sync)) throw new FormatException("An Avro block does not end with the file's marker.");
        }
        return records;
    }

    private static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(content);
        return compressed.ToArray();
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> content)
    {
        using var inflate = new DeflateStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        inflate.CopyTo(plain);
        return plain.ToArray();
    }
}
