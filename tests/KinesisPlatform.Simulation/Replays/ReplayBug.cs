using KinesisPlatform.Archive;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>A bug of replays that the checker must find, planted where the code under test meets what is injected.</summary>
internal abstract class ReplayBug
{
    /// <summary>As on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Producers keep no order per key.</summary>
    public virtual bool ForgetsOrder => false;

    /// <summary>For one history: a bug may remember.</summary>
    public ReplayBug Fresh() => (ReplayBug)Activator.CreateInstance(GetType())!;

    public virtual IObjectStore Wrap(IObjectStore store) => store;

    public virtual IArchiveCatalog Wrap(IArchiveCatalog catalog) => catalog;

    public virtual (IKinesisRecordClient Kinesis, IStreamDirectory Directory) Wrap(IKinesisRecordClient kinesis, IStreamDirectory directory) => (kinesis, directory);

    public virtual IArchiveScanner Wrap(IArchiveScanner scanner) => scanner;

    public virtual IReplayProducers Wrap(IReplayProducers producers) => producers;
}
