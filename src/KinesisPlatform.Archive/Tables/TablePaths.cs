namespace KinesisPlatform.Archive.Tables;

/// <summary>Where a table's objects are, as keys of the bucket and as the URLs that Iceberg's files hold.</summary>
internal sealed record TablePaths(string Bucket, string Location)
{
    public const string PointerName = "metadata/current.json";

    public string Url => UrlOf(Location);

    public string Pointer => $"{Location}/{PointerName}";

    public string DataFolder => $"{Location}/data/";

    public string MetadataFolder => $"{Location}/metadata/";

    /// <summary>Written to learn the store's time.</summary>
    public string SweepClock => $"{Location}/metadata/sweep-clock.txt";

    public string VersionHint => $"{Location}/metadata/version-hint.text";

    public string MetadataCopy(long version) => $"{Location}/metadata/v{version}.metadata.json";

    public string Metadata(string file) => $"{Location}/metadata/{file}";

    public string DataFile(Guid id, int hour) => $"{Location}/data/{Iceberg.SingleValue.HourStart(hour):yyyy-MM-dd-HH}/{id:N}.parquet";

    public string UrlOf(string key) => $"s3://{Bucket}/{key}";

    /// <exception cref="PlatformException">Data: the URL is of another bucket.</exception>
    public string KeyOf(string url) => url.StartsWith($"s3://{Bucket}/", StringComparison.Ordinal)
        ? url[$"s3://{Bucket}/".Length..]
        : throw new PlatformException(FailureKind.Data, $"The table {Url} refers to {url}, which is not in its bucket: it was copied or moved. Move it back, or give the bucket it was in.");
}
