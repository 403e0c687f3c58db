namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>The document of a client's token; never changed.</summary>
/// <param name="RequestHash">SHA-256 of what was asked for, so that a token is not used for two things.</param>
internal sealed record ReplayReservation(string ReplayId, string RequestHash);
