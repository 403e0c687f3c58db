namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>Where this archive's clusters have their documents, files and logs.</summary>
/// <param name="KeyPrefix">What the archive's keys begin with: a folder and a slash, or nothing.</param>
/// <param name="Region">Null: the SDK's own choice, which a cluster's scripts then make, too.</param>
internal sealed record ClusterPlace(string Bucket, string KeyPrefix, string? Region)
{
    public string Clusters => $"{KeyPrefix}_clusters/";

    /// <summary>One empty object per cluster that has not ended: an instance that starts need not read every document there ever was.</summary>
    public string ActiveClusters => $"{KeyPrefix}_cluster-active/";

    public string Files => $"{KeyPrefix}_cluster-files/";

    public string Logs => $"s3://{Bucket}/{KeyPrefix}_cluster-logs/";

    public string Cluster(string id) => $"{Clusters}{id}.json";

    public string ActiveCluster(string id) => $"{ActiveClusters}{id}";

    /// <summary>What a client's token has added to a cluster's steps.</summary>
    public string Steps(string id, string tokenHash) => $"{KeyPrefix}_cluster-steps/{id}/{tokenHash}.json";

    public string UriOf(string key) => $"s3://{Bucket}/{key}";

    public string UriOf(ClusterFile file) => UriOf(file.KeyBelow(Files));
}
