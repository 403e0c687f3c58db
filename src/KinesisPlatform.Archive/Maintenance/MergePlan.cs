namespace KinesisPlatform.Archive.Maintenance;

/// <summary>Files of one hour that are to become one.</summary>
/// <param name="Files">In commit order.</param>
internal sealed record MergePlan(DateTimeOffset Hour, IReadOnlyList<DataFile> Files)
{
    public long LengthBytes => Files.Sum(file => file.LengthBytes);
}
