namespace KinesisPlatform.ClusterProvisioner.Emr;

/// <summary>What is known of a request after it failed.</summary>
internal enum SendOutcome
{
    /// <summary>It had no effect, and may have one later.</summary>
    NotTaken,

    /// <summary>It had no effect, and never will as it is.</summary>
    Refused,

    /// <summary>It may have had its effect.</summary>
    Unknown,
}
