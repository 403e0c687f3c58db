namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="Expression">SQL over the archive's columns; its text becomes the partition key.</param>
internal sealed record ReplayPartitionKey(string Expression);
