using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;
using KinesisPlatform.Simulation.Streams;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.Streams.Writing;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Simulation.Histories;

/// <summary>The real code of one process on the simulated world, put together as the services' registrations do it; a planted bug sits between the two.</summary>
internal sealed class ProcessParts
{
    public ProcessParts(World world, SimulatedProcess process)
    {
        var (settings, bug) = (world.Settings, world.Bug);
        Loggers = new(world.Trace, world.Scheduler, world.Rejections, process);
        Link = world.NewLink(process);
        var kinesis = new KinesisEndpoint(Link, world.Kinesis, world.Scheduler, settings.Quirks, world.Readers);
        var disk = new LocalDisk();
        IObjectStore store = new StoreEndpoint(Link, world.Bucket, disk, world.Outage, settings.KeysPerPage);
        IDataFileEncoder encoder = new RowFileEncoder(disk, process.Clock);
        IStreamDirectory directory = new StreamDirectory(kinesis, settings.Streams, process.Clock, process.Random.Fork("directory"), Loggers.Create<StreamDirectory>());
        IShardReader reader = new ShardReader(kinesis, kinesis, directory, settings.Streams, process.Clock, process.Random.Fork("reader"), Loggers.Create<ShardReader>());
        Store = process.IsMortal && bug is not null ? bug.Wrap(store, process, world.Bucket) : store;
        Directory = bug?.Wrap(directory) ?? directory;
        Reader = bug?.Wrap(reader) ?? reader;
        Catalog = new ArchiveCatalog(Store, bug?.Wrap(encoder) ?? encoder, process.Clock, process.Random.Fork("ids").NewGuid, Options.Create(settings.Archive), Loggers.Create<ArchiveCatalog>());
        Merger = new TableMerger(
            Store, new RowFileMerger(disk, encoder, process.Clock), process.Clock, process.Random.Fork("merges").NewGuid, Options.Create(settings.Merge), Options.Create(settings.Archive), Loggers.Create<TableMerger>());
        Writer = new StreamProducer(kinesis, directory, settings.Streams, process.Clock, process.Random.Fork("writer"), Loggers.Create<StreamProducer>());
    }

    public Link Link { get; }
    public SimulationLoggers Loggers { get; }
    public IObjectStore Store { get; }
    public IStreamDirectory Directory { get; }
    public IShardReader Reader { get; }
    public IArchiveCatalog Catalog { get; }
    public ITableMerger Merger { get; }
    public IStreamProducer Writer { get; }
}
