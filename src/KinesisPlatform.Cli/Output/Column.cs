namespace KinesisPlatform.Cli.Output;

/// <param name="IsNumber">Aligned to the right.</param>
/// <param name="IsWhole">Never broken over lines.</param>
internal sealed record Column(string Name, bool IsNumber = false, bool IsWhole = false);
