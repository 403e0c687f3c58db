using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Writing;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <inheritdoc cref="IReplayProducers"/>
internal sealed class ReplayProducers(
    IKinesisRecordClient kinesis, IStreamDirectory streams, IOptions<StreamsOptions> options, TimeProvider time, Random random, ILogger<StreamProducer> logger) : IReplayProducers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobProducers> _jobs = [];

    public IReplayProducerLease Rent(string replayId)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(replayId, out var job)) _jobs.Add(replayId, job = new());
            job.HolderCount++;
            return new Lease(this, replayId, job);
        }
    }

    private StreamProducer Get(JobProducers job, bool aggregates, double share)
    {
        lock (_gate)
        {
            // The pace may be changed as often as one likes, and what a producer knows of a shard's pace is worth keeping: those of earlier shares go with the job.
            if (job.Producers.TryGetValue((aggregates, share), out var producer)) return producer;
            var own = options.Value with { Producer = options.Value.Producer with { Aggregates = aggregates, ShardShare = options.Value.Producer.ShardShare * share } };
            return job.Producers[(aggregates, share)] = new(kinesis, streams, own, time, random, logger);
        }
    }

    private async ValueTask ReturnAsync(string replayId, JobProducers job)
    {
        lock (_gate)
        {
            if (--job.HolderCount > 0) return;
            _jobs.Remove(replayId);
        }
        foreach (var producer in job.Producers.Values) await producer.DisposeAsync();
    }

    private sealed class JobProducers
    {
        public int HolderCount { get; set; }

        public Dictionary<(bool Aggregates, double Share), StreamProducer> Producers { get; } = [];
    }

    private sealed class Lease(ReplayProducers owner, string replayId, JobProducers job) : IReplayProducerLease
    {
        private bool _isReturned;

        public IStreamProducer Get(bool aggregates, double share) => owner.Get(job, aggregates, share);

        public ValueTask DisposeAsync()
        {
            if (_isReturned) return ValueTask.CompletedTask;
            _isReturned = true;
            return owner.ReturnAsync(replayId, job);
        }
    }
}
