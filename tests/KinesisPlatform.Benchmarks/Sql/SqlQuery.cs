namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>One question, asked of payloads in text files and of our table.</summary>
/// <param name="Template">Where <c>{t}</c> is what is asked, <c>{key}</c> and <c>{at}</c> the partition key and time of arrival, and <c>{f}</c> is before a payload's member.</param>
/// <param name="Hours">Folders that can hold what is looked for, for one who knows and names them; null for all.</param>
internal sealed record SqlQuery(string Name, string Template, IReadOnlyList<DateTimeOffset>? Hours = null)
{
    public string OfTable(string stream) => Fill($"archive('{stream}')", "partition_key", "arrived_at", "fields.");

    public string OfStream(string stream) => Fill($"\"{stream}\"", "partition_key", "arrived_at", "fields.");

    /// <param name="path">Of a data file that has the typed column.</param>
    public string OfParquet(string path) => Fill($"read_parquet('{path}')", "partition_key", "arrived_at", "fields.");

    /// <param name="scan">A table function over the files, of the payloads' members.</param>
    public string OfFiles(string scan, string key) => Fill(scan, key, "\"at\"", "");

    private string Fill(string table, string key, string at, string fields) => Template
        .Replace("{t}", table, StringComparison.Ordinal).Replace("{key}", key, StringComparison.Ordinal).Replace("{at}", at, StringComparison.Ordinal).Replace("{f}", fields, StringComparison.Ordinal);
}
