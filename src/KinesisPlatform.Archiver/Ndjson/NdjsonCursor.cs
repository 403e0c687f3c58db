using System.Text.Json;

namespace KinesisPlatform.Archiver.Ndjson;

/// <summary>Up to which commit of the table NDJSON files are written: <c>{location}/ndjson/_cursor.json</c>, changed by conditional put only. Tools pass over names that begin with <c>_</c>.</summary>
/// <param name="SequenceNumber">The last commit whose files are all there.</param>
/// <param name="MissingCommits">Commits whose snapshots expired before their files were written: counted for ever.</param>
internal sealed record NdjsonCursor(long SequenceNumber, long MissingCommits)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="PlatformException">Data: not a cursor.</exception>
    public static NdjsonCursor Parse(string key, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<NdjsonCursor>(json, Json) ?? throw new JsonException("The cursor is null.");
        }
        catch (JsonException exception)
        {
            throw new PlatformException(FailureKind.Data, $"{key} is not the cursor of NDJSON files: restore it, or delete it to go on with the commits from now on.", exception);
        }
    }
}
