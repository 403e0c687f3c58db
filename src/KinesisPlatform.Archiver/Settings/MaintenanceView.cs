namespace KinesisPlatform.Archiver.Settings;

/// <summary>Part of <see cref="SettingsView"/>.</summary>
internal sealed record MaintenanceView(bool Enabled, double IntervalSeconds, long FileBytes);
