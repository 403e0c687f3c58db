namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>The snapshot that a replay reads is not kept any more: whoever resumed it would fail again.</summary>
internal sealed class SnapshotLostException(string message) : Exception(message);
