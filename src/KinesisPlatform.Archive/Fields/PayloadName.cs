using System.Text;
using System.Text.Json;

namespace KinesisPlatform.Archive.Fields;

/// <summary>The names of members, and which of them can be columns' names for every engine that reads the table.</summary>
internal static class PayloadName
{
    public const int CharsMax = 128;

    /// <returns>The name at the reader in UTF-8; empty for one that is not Unicode ("\ud800").</returns>
    public static ReadOnlySpan<byte> Unescape(ref Utf8JsonReader reader)
    {
        try { return Encoding.UTF8.GetBytes(reader.GetString()!); }
        catch (InvalidOperationException) { return []; }
    }

    /// <summary>A dot separates the steps of a path, in Iceberg as in Parquet.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= CharsMax && !name.Any(character => character == '.' || char.IsControl(character));
}
