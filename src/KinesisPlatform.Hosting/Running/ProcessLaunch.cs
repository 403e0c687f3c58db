namespace Aspire.Hosting.Running;

/// <summary>A program to start.</summary>
/// <param name="Environment">Changes to this process' own environment; a null value removes a variable.</param>
internal sealed record ProcessLaunch(
    string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string?> Environment);
