namespace KinesisPlatform.Archiver.Settings;

/// <summary>An entry of <c>Archiver:StreamSettings</c>.</summary>
internal sealed record PatternOverrides : StreamOverrides
{
    /// <summary>A stream's name, or a pattern of names with <c>*</c>, such as <c>orders-*</c>.</summary>
    public string Stream { get; init; } = "";
}
