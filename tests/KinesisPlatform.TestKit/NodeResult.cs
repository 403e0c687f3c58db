namespace KinesisPlatform.TestKit;

/// <summary>How a Node.js script ended, and what it wrote.</summary>
public sealed record NodeResult(int ExitCode, string Output, string Error);
