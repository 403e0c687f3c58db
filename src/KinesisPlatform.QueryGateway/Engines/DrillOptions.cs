using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>An Apache Drill cluster, by any of its Drillbits' web ports.</summary>
public sealed class DrillOptions : EngineOptions
{
    /// <summary>For tables that a statement names without their schema.</summary>
    [RegularExpression(@"^[A-Za-z0-9_.-]{1,256}$", ErrorMessage = "Drill:Schema must be a schema's name, such as s3.archive.")]
    public string Schema { get; set; } = "s3.archive";

    /// <summary>A whole answer: Drill has no pages. A larger one ends its query with an error.</summary>
    [Range(1L << 20, 1L << 40)]
    public long AnswerBytesMax { get; set; } = 1L << 30;

    /// <summary>One row, as JSON.</summary>
    [Range(64 << 10, 1 << 30)]
    public int RowBytesMax { get; set; } = 32 << 20;
}
