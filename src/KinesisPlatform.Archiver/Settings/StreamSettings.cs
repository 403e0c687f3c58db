namespace KinesisPlatform.Archiver.Settings;

/// <summary>How one stream is archived: the options' defaults, what the options say of this stream, and its document in the bucket, the later over the earlier.</summary>
/// <param name="Enabled">False: what was read is committed, then nothing more is read until it is true again. The stream's retention goes on.</param>
/// <param name="BufferBytesMax">A commit is due when the buffer holds this much.</param>
/// <param name="BufferAgeMax">A commit is due when the oldest buffered record has waited this long.</param>
/// <param name="Retention">How long the archive keeps records after their arrival; null for ever.</param>
/// <param name="WritesNdjson">Also writes gzip NDJSON files beside the table.</param>
/// <param name="Prefix">Where the options want the stream's table to lie; null in the archive's own folder. Decided when the table is created, not after.</param>
internal sealed record StreamSettings(
    bool Enabled, long BufferBytesMax, TimeSpan BufferAgeMax, TimeSpan? Retention, bool WritesNdjson, MaintenanceSettings Maintenance, string? Prefix)
{
    /// <summary>What every stream has that nothing else is said of.</summary>
    public static StreamSettings Of(ArchiverOptions options) => new(
        true, options.BufferBytesMax, options.BufferAgeMax, options.Retention, options.WritesNdjson,
        new(options.MaintenanceEnabled, options.MaintenanceInterval, options.MaintenanceFileBytesTarget), null);

    public StreamSettings With(StreamOverrides overrides) => new(
        overrides.Enabled ?? Enabled,
        overrides.BufferBytesMax ?? BufferBytesMax,
        overrides.BufferAgeMax ?? BufferAgeMax,
        overrides.Retention is { } retention ? (retention == StreamOverrides.ForEver ? null : retention) : Retention,
        overrides.WritesNdjson ?? WritesNdjson,
        new(overrides.MaintenanceEnabled ?? Maintenance.Enabled, overrides.MaintenanceInterval ?? Maintenance.Interval, overrides.MaintenanceFileBytesTarget ?? Maintenance.FileBytesTarget),
        overrides.Prefix ?? Prefix);
}
