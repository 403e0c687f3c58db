namespace KinesisPlatform.Archiver.Settings;

/// <summary>How a stream's table is kept in shape: what the maintenance of its files goes by.</summary>
/// <param name="Interval">From one look at the table to the next.</param>
/// <param name="FileBytesTarget">Small files are merged into files of about this size.</param>
internal sealed record MaintenanceSettings(bool Enabled, TimeSpan Interval, long FileBytesTarget);
