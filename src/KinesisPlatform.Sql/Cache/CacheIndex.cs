using System.Text.Json;

namespace KinesisPlatform.Sql.Cache;

/// <summary>
/// What is known of one object's image, in a file beside it. It is put in its place by one rename, after the bytes it speaks of were written; should the system crash before those reached
/// the disk, their checksums will tell.
/// </summary>
/// <param name="Ranges">Offset, length, checksum.</param>
internal sealed record CacheIndex(string Key, string ETag, long LengthBytes, long[][] Ranges)
{
    public const string Extension = ".json";
    private const string TemporaryExtension = ".tmp";

    /// <returns>Null when it is missing, damaged or of another form.</returns>
    public static CacheIndex? Read(string path)
    {
        try
        {
            var index = JsonSerializer.Deserialize<CacheIndex>(File.ReadAllBytes(path));
            var isWhole = index is { Key: not null, ETag: not null, Ranges: not null, LengthBytes: > 0 }
                && index.Ranges.All(range => range is [>= 0, > 0, >= 0 and <= uint.MaxValue] && range[0] <= index.LengthBytes - range[1])
                && index.Ranges.Zip(index.Ranges.Skip(1)).All(pair => pair.First[0] + pair.First[1] <= pair.Second[0]);
            return isWhole ? index : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        var temporary = path + TemporaryExtension;
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(temporary, path, overwrite: true);
    }
}
