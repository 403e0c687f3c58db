namespace KinesisPlatform.QueryGateway.Postgres.Copy;

/// <summary>How the rows of a COPY are written (PostgreSQL documentation, "COPY").</summary>
internal sealed record CopyOptions(CopyFormat Format)
{
    public char Delimiter { get; init; } = Format == CopyFormat.Csv ? ',' : '\t';

    public string Null { get; init; } = Format == CopyFormat.Csv ? "" : "\\N";

    public bool HasHeader { get; init; }

    public char Quote { get; init; } = '"';

    /// <summary>In front of a quote, or itself, within a quoted value.</summary>
    public char Escape { get; init; } = '"';

    public bool QuotesAll { get; init; }

    /// <summary>Columns whose values are always quoted.</summary>
    public IReadOnlySet<string> Quoted { get; init; } = new HashSet<string>();
}
