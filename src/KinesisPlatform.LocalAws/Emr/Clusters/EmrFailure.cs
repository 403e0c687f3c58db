namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>Why a cluster does not start. What the messages say is what EMR says.</summary>
/// <param name="Kind">validation, capacity or bootstrap.</param>
/// <param name="Action">Number of the bootstrap action that fails.</param>
internal sealed record EmrFailure(string Kind, int Action = 1)
{
    public static readonly IReadOnlyList<string> Kinds = ["validation", "capacity", "bootstrap"];

    public bool IsBeforeBootstrap => Kind != "bootstrap";

    public StateChangeReason Reason(string masterInstanceId) => Kind switch
    {
        "validation" => new("VALIDATION_ERROR", "The requested instance profile is not valid"),
        "capacity" => new("INSTANCE_FLEET_TIMEOUT", "Instance fleet timed out: the requested capacity could not be provisioned in any of the requested Availability Zones"),
        _ => new("BOOTSTRAP_FAILURE", $"On the master instance ({masterInstanceId}), bootstrap action {Action} returned a non-zero return code"),
    };
}
