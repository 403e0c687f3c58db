namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <param name="Member">Path of the setting.</param>
/// <param name="IsMissing">Nothing is wrong but that it is not there.</param>
internal sealed record SettingsError(string Member, string Message, bool IsMissing = false);
