namespace KinesisPlatform.Contracts;

/// <summary>Command to the replay-coordinator: run one part of a replay from its last checkpoint. Idempotent.</summary>
public sealed record RunReplayPart(string ReplayId, int Part);
