using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Parts;

internal interface IReplayProducerLease : IAsyncDisposable
{
    /// <param name="share">Of what Kinesis grants each of the target's shards, at most.</param>
    IStreamProducer Get(bool aggregates, double share);
}
