using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>A document and the version it was read as.</summary>
internal sealed record Versioned<T>(T Value, ETag ETag);
