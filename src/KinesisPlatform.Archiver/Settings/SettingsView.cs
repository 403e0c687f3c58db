namespace KinesisPlatform.Archiver.Settings;

/// <summary>Settings in force, named as the document names them.</summary>
/// <param name="Prefix">Where the table lies or will lie; null for the bucket's root.</param>
internal sealed record SettingsView(
    bool Enabled, long BufferBytes, double BufferAgeSeconds, double? RetentionHours, bool Ndjson, string? Prefix, MaintenanceView Maintenance)
{
    /// <param name="location">Of the stream's table: its prefix and its name.</param>
    public static SettingsView Of(StreamSettings settings, string location) => new(
        settings.Enabled, settings.BufferBytesMax, settings.BufferAgeMax.TotalSeconds, settings.Retention?.TotalHours, settings.WritesNdjson,
        location.LastIndexOf('/') is > 0 and var end ? location[..end] : null,
        new(settings.Maintenance.Enabled, settings.Maintenance.Interval.TotalSeconds, settings.Maintenance.FileBytesTarget));
}
