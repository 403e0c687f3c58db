using System.Text.Json;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>
/// Where the catalog looks for a table's pointer, the note that the table lies elsewhere: <c>{"redirect-to":"cold/orders"}</c>. It is created as the pointer is, with
/// <c>If-None-Match: *</c>, so that a table and a redirect can never both come to be; it is never changed.
/// </summary>
internal sealed record TableRedirect(string? RedirectTo)
{
    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, KebabCaseJson.Options);

    /// <returns>The table's location; null when this is no redirect.</returns>
    public static string? Find(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<TableRedirect>(json, KebabCaseJson.Options)?.RedirectTo;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
