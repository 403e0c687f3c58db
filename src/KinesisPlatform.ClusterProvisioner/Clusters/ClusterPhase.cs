namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>Where a cluster is between a request and its end. A document's phase never goes back, but for Running and Waiting, and for Launching when EMR surely took nothing.</summary>
internal enum ClusterPhase
{
    /// <summary>Accepted: nothing was sent to EMR.</summary>
    Requested,

    /// <summary>One instance sends the launch, once. Nobody else ever does.</summary>
    Launching,

    /// <summary>EMR brings up instances.</summary>
    Starting,

    /// <summary>Bootstrap actions run.</summary>
    Bootstrapping,

    /// <summary>Usable, with steps that run.</summary>
    Running,

    /// <summary>Usable, without.</summary>
    Waiting,

    Terminating,

    /// <summary>Ended as it was meant to.</summary>
    Terminated,

    /// <summary>Did not start, or ended by an error.</summary>
    Failed,

    /// <summary>Taken back before EMR was asked.</summary>
    Cancelled,
}
