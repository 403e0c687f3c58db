namespace KinesisPlatform.Contracts;

/// <summary>Command to the replay-coordinator: plan and run the replay whose job document has this id. Idempotent.</summary>
public sealed record StartReplay(string ReplayId);
