namespace KinesisPlatform.Archive.Sweeping;

/// <summary>Reads the unique id that every file's name has that is written for one commit: what has none was not written by the platform, and is not its to delete.</summary>
/// <remarks>
/// data/2026-01-01-12/0f8fad5bd9cb469fa16570867728950e.parquet
/// metadata/0f8fad5bd9cb469fa16570867728950e-m0.avro
/// metadata/snap-4107463218274-1-0f8fad5bd9cb469fa16570867728950e.avro
/// metadata/00042-0f8fad5b-d9cb-469f-a165-70867728950e.metadata.json
/// </remarks>
internal static class TableFileName
{
    private const string DataSuffix = ".parquet", ManifestSuffix = "-m0.avro", ListPrefix = "snap-", ListSuffix = ".avro", MetadataSuffix = ".metadata.json";
    private const int PlainLength = 32, DashedLength = 36;

    /// <returns>Null when the name is not one of these.</returns>
    public static Guid? IdOf(string keyOrUrl)
    {
        var name = keyOrUrl.AsSpan(keyOrUrl.LastIndexOf('/') + 1);
        if (name.EndsWith(DataSuffix)) return Plain(name[..^DataSuffix.Length]);
        if (name.EndsWith(ManifestSuffix)) return Plain(name[..^ManifestSuffix.Length]);
        if (name.StartsWith(ListPrefix) && name.EndsWith(ListSuffix)) return Plain(AfterDash(name[..^ListSuffix.Length], PlainLength));
        if (name.EndsWith(MetadataSuffix)) return Guid.TryParseExact(AfterDash(name[..^MetadataSuffix.Length], DashedLength), "D", out var id) ? id : null;
        return null;
    }

    /// <returns>The version of a copy for readers by path, <c>v42.metadata.json</c>; null when it is none.</returns>
    public static long? CopyVersionOf(string key)
    {
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        return name.StartsWith("v") && name.EndsWith(MetadataSuffix) && long.TryParse(name[1..^MetadataSuffix.Length], System.Globalization.NumberStyles.None, null, out var version) ? version : null;
    }

    public static bool IsMetadata(string key) => key.EndsWith(MetadataSuffix, StringComparison.Ordinal);

    private static Guid? Plain(ReadOnlySpan<char> text) => Guid.TryParseExact(text, "N", out var id) ? id : null;

    private static ReadOnlySpan<char> AfterDash(ReadOnlySpan<char> text, int length) => text.Length > length && text[^(length + 1)] == '-' ? text[^length..] : default;
}
