namespace KinesisPlatform.TestKit;

/// <summary>How a <see cref="DotnetProcess"/> ended.</summary>
public sealed record DotnetRun(int ExitCode, string Output, string Error);
