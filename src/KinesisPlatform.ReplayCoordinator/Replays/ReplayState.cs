using System.Text.Json.Serialization;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Where a replay stands. The last three are its ends; only a failed one can be resumed.</summary>
internal enum ReplayState
{
    /// <summary>Waiting for the archive to catch up, pinning it.</summary>
    [JsonStringEnumMemberName("planning")]
    Planning,

    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Asked to wait; some part may still be sending what it has under way.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>Asked to stop; some part may still be sending what it has under way.</summary>
    [JsonStringEnumMemberName("cancelling")]
    Cancelling,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("done")]
    Done,
}
