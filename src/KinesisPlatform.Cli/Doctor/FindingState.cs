using System.Text.Json.Serialization;

namespace KinesisPlatform.Cli.Doctor;

internal enum FindingState
{
    [JsonStringEnumMemberName("ok")]
    Good,

    /// <summary>Works, and may cost something later.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something will not work.</summary>
    [JsonStringEnumMemberName("failed")]
    Bad,

    /// <summary>Could not be looked at here; the message says why.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}
