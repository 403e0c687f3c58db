using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>How the archive shows as an Iceberg catalog.</summary>
public sealed class IcebergOptions
{
    public const string SectionName = "Iceberg";

    /// <summary>The one namespace (schema, database) that holds a table for every archived stream.</summary>
    [RegularExpression(@"^[a-zA-Z0-9_-]{1,128}$", ErrorMessage = "Iceberg:Namespace must be 1-128 letters, digits, '_' or '-': engines take nothing else without quotes.")]
    public string Namespace { get; set; } = "kinesis";

    /// <summary>Tables on a page, where the client asks for pages. Every page costs a LIST and a HEAD request per table of the archive: small pages are no cheaper.</summary>
    [Range(1, 100_000)]
    public int PageSizeMax { get; set; } = 1000;
}
