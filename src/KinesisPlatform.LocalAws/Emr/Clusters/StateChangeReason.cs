namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <param name="Code">A ClusterStateChangeReasonCode of the API reference; empty for a state that was reached in the usual way.</param>
/// <param name="Message">As EMR words it.</param>
internal sealed record StateChangeReason(string Code, string Message)
{
    public static StateChangeReason None { get; } = new("", "");

    public static StateChangeReason UserRequest { get; } = new("USER_REQUEST", "Terminated by user request");

    public static StateChangeReason Idle { get; } = new("USER_REQUEST", "Terminated by the auto-termination policy: the cluster was idle");

    public static StateChangeReason AllStepsCompleted { get; } = new("ALL_STEPS_COMPLETED", "Steps completed");

    public static StateChangeReason StepFailure { get; } = new("STEP_FAILURE", "Shut down as step failed");

    /// <summary>Whether the cluster ends as one that failed.</summary>
    public bool IsError => Code is not ("" or "USER_REQUEST" or "ALL_STEPS_COMPLETED");
}
