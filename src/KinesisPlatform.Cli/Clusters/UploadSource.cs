namespace KinesisPlatform.Cli.Clusters;

/// <param name="File">Null where there is a text.</param>
internal sealed record UploadSource(string Name, FileInfo? File, string? Text)
{
    /// <summary>Where it belongs; null for a name that holds its content's hash.</summary>
    public string? Key { get; init; }
}
