namespace KinesisPlatform.Cli.Sql;

/// <summary>How the rows of a query are written.</summary>
internal enum ResultFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>RFC 4180 with a header line, as the gateway writes it.</summary>
    Csv,

    /// <summary>One document, <c>{"columns": [...], "rows": [[...]], "stats": {...}}</c>.</summary>
    Json,

    /// <summary>An object per row and line.</summary>
    Ndjson,
}
