namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Producers for replays: each job has its own, with its own aggregation and its own share of the target's shards. Safe for concurrent callers.</summary>
internal interface IReplayProducers
{
    /// <summary>Holds a job's producers until the lease is disposed; those of a job that nothing holds any more are flushed and given up.</summary>
    IReplayProducerLease Rent(string replayId);
}
