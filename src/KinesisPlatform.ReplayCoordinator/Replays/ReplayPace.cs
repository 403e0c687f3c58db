namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="RecordsPerSecond">Of the whole job, however many parts run.</param>
internal sealed record ReplayPace(double RecordsPerSecond);
