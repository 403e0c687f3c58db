namespace KinesisPlatform.ClusterProvisioner.Steps;

/// <summary>What a client's token has added to a cluster: written before EMR is asked, and completed with its answer.</summary>
/// <param name="StepIds">Null while EMR's answer is not known.</param>
internal sealed record StepsDocument(string RequestHash, int Count, DateTimeOffset RequestedAt, IReadOnlyList<string>? StepIds);
