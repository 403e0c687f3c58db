using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>A Trino cluster.</summary>
public sealed class TrinoOptions : EngineOptions
{
    /// <summary>A JSON web token, in the place of a password; only over https.</summary>
    public string? AccessToken { get; set; }

    /// <summary>Trino's catalog over this service's Iceberg REST catalog.</summary>
    [RegularExpression(@"^[a-z0-9_-]{1,128}$", ErrorMessage = "Trino:Catalog must be 1-128 of a-z, 0-9, '_' and '-', as Trino names catalogs.")]
    public string Catalog { get; set; } = "kinesis";

    /// <summary>The schema in it that has the streams: <c>Iceberg:Namespace</c>.</summary>
    [RegularExpression(@"^[a-z0-9_-]{1,128}$", ErrorMessage = "Trino:Schema must be 1-128 of a-z, 0-9, '_' and '-', as Trino names schemas.")]
    public string Schema { get; set; } = "kinesis";

    /// <summary>One answer of Trino, which sends results in pages of about a megabyte; a larger one ends its query.</summary>
    [Range(1 << 20, 1 << 30)]
    public int AnswerBytesMax { get; set; } = 64 << 20;

    /// <summary>One request: Trino answers within about a second, with or without rows. What takes longer is asked again.</summary>
    public TimeSpan RequestTimeMax { get; set; } = TimeSpan.FromMinutes(1);
}
