namespace KinesisPlatform.Cli.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at, such as <c>bucket</c>.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(string Area, string Check, FindingState State, string Message, string? Remedy = null)
{
    public static Finding Good(string area, string check, string message) => new(area, check, FindingState.Good, message);

    public static Finding Warning(string area, string check, string message, string? remedy = null) => new(area, check, FindingState.Warning, message, remedy);

    public static Finding Bad(string area, string check, string message, string? remedy = null) => new(area, check, FindingState.Bad, message, remedy);

    public static Finding Skipped(string area, string check, string message) => new(area, check, FindingState.Skipped, message);
}
