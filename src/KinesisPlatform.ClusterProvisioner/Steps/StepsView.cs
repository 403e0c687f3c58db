namespace KinesisPlatform.ClusterProvisioner.Steps;

internal sealed record StepsView(string ClusterId, IReadOnlyList<string> StepIds);
