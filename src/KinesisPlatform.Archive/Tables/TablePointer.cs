using System.Text.Json;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>The catalog's whole state of a table: the object <c>metadata/current.json</c>, changed by conditional put only. Its content never repeats, so neither does its ETag.</summary>
/// <param name="Version">Counts commits from 1.</param>
/// <param name="MetadataFile">Within the table's metadata folder.</param>
/// <param name="CommitId">Of the commit that wrote this.</param>
internal sealed record TablePointer(long Version, string MetadataFile, Guid CommitId)
{
    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, KebabCaseJson.Options);

    /// <exception cref="JsonException">Not a pointer.</exception>
    public static TablePointer Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<TablePointer>(json, KebabCaseJson.Options) ?? throw new JsonException("The pointer is null.");
}
