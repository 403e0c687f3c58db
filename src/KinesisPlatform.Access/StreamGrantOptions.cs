using System.ComponentModel;

namespace KinesisPlatform.Access;

/// <summary>Streams that a key may read. In configuration the name alone will do: <c>"Streams": ["orders", {"Name": "web-*", "Where": "..."}]</c>.</summary>
[TypeConverter(typeof(StreamGrantConverter))]
public sealed class StreamGrantOptions
{
    /// <summary>A stream's name, in which <c>*</c> stands for any characters or none.</summary>
    public string Name { get; set; } = "";

    /// <summary>A SQL condition over the stream's columns, such as <c>json->>'$.tenant' = 'a'</c>: only records for which it is true exist for the key. What it cannot be computed for is left out.</summary>
    public string? Where { get; set; }

    /// <summary>Column to SQL expression over the record's true columns, such as <c>partition_key</c>: <c>sha256(partition_key)</c>. What it cannot be computed for is NULL.
    /// The payload has one mask, named <c>data</c> (a BLOB) or <c>json</c>: all its forms follow it.</summary>
    public IDictionary<string, string> Masks { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
