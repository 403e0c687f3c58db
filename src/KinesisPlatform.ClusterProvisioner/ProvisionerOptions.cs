using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.ClusterProvisioner;

/// <summary>
/// How the cluster-provisioner works; what a cluster is, <c>defaults.json</c> says. EMR's own requests are free. In the bucket an instance lists unfinished clusters once per
/// <see cref="SweepInterval"/> ($0.43 a month at 30 s) and reads the document of each as often as it asks EMR about it.
/// </summary>
internal sealed class ProvisionerOptions
{
    public const string SectionName = "ClusterProvisioner";

    /// <summary>Path of a JSON file with what differs from <c>defaults.json</c>; null for nothing.</summary>
    public string? SettingsFile { get; set; }

    /// <summary>Path of a JSON file with what differs from <c>prices.json</c>; null for nothing.</summary>
    public string? PricesFile { get; set; }

    /// <summary>How often an instance looks for clusters that others were asked for, or left undone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before a cluster is asked about again when something has just changed; it doubles, up to <see cref="PollIntervalMax"/>, and is shortened at random by up to a quarter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(10);

    [Range(typeof(TimeSpan), "00:00:00.020", "01:00:00")]
    public TimeSpan PollIntervalMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Clusters that are asked about at once. EMR allows an account a few requests a second.</summary>
    [Range(1, 64)]
    public int PollsConcurrentMax { get; set; } = 4;

    /// <summary>How long one request to EMR may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long EMR is searched for a cluster whose launch was never answered, before it is taken to have none. Longer than AWS accepts a signed request (5 minutes) and than EMR's
    /// lists are behind: a cluster that comes up later would be nobody's.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan LaunchSettleTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often a launch that EMR did not take (throttling, no connection) is tried again.</summary>
    [Range(0, 1000)]
    public int LaunchRetriesMax { get; set; } = 20;

    /// <summary>How often all clusters of the account are compared with the documents of this archive. One ListClusters for each 50 clusters, and one DescribeCluster for each cluster not seen before.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Clusters of the account that one comparison looks at, at most; the newest first.</summary>
    [Range(1, 100_000)]
    public int ReconcileClusterCountMax { get; set; } = 2000;

    /// <summary>Instances and steps that are shown of one cluster.</summary>
    [Range(1, 10_000)]
    public int ListedCountMax { get; set; } = 500;

    /// <summary>The most that one page of clusters holds; each takes one GET.</summary>
    [Range(1, 1000)]
    public int PageCountMax { get; set; } = 100;

    /// <summary>The largest request body taken.</summary>
    [Range(1024, 16 << 20)]
    public int RequestBytesMax { get; set; } = 1 << 20;
}
