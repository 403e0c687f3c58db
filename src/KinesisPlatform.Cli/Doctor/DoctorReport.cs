namespace KinesisPlatform.Cli.Doctor;

/// <summary>With <c>--json</c>.</summary>
/// <param name="IsHealthy">Nothing failed.</param>
internal sealed record DoctorReport(bool IsHealthy, IReadOnlyList<Finding> Findings);
