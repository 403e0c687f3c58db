using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.Sql.Results;

/// <summary>Results that are kept in pages. What does not fit is refused, never cut.</summary>
public sealed class ResultOptions
{
    public const string SectionName = "Sql:Results";

    /// <summary>Rows on a page where its request names no number, and the most it may name.</summary>
    [Range(1, 10_000_000)]
    public int PageRowsMax { get; set; } = 100_000;

    /// <summary>A page also ends with the row that reaches this many bytes, as they are kept. A page is read whole by one request.</summary>
    [Range(1 << 10, 1 << 30)]
    public long PageBytesMax { get; set; } = 32 << 20;

    /// <summary>A result is kept in memory up to this size, beyond it on disk.</summary>
    [Range(0, 1 << 30)]
    public int MemoryBytesMax { get; set; } = 64 << 10;

    /// <summary>Disk that all results may take.</summary>
    [Range(0, 1L << 50)]
    public long BytesMax { get; set; } = 10L << 30;

    /// <summary>Disk that the results of one key may take.</summary>
    [Range(0, 1L << 50)]
    public long BytesPerKeyMax { get; set; } = 2L << 30;

    /// <summary>Results of more than a page, or of queries that were started to be fetched later. Each holds a file open and up to <see cref="MemoryBytesMax"/> of memory.</summary>
    [Range(1, 100_000)]
    public int CountMax { get; set; } = 1000;

    /// <summary>The same, of one key.</summary>
    [Range(1, 100_000)]
    public int CountPerKeyMax { get; set; } = 500;

    /// <summary>How long a result is kept after its query has ended.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);
}
