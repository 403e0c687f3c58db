namespace KinesisPlatform.Cli.Output;

/// <summary>Where long work is.</summary>
/// <param name="Percent">Null while nobody can tell.</param>
internal sealed record WorkStep(double? Percent, string Text);
