namespace KinesisPlatform.Contracts;

/// <summary>Event: a part of a replay has sent its last record.</summary>
public sealed record ReplayPartCompleted(string ReplayId, int Part);
