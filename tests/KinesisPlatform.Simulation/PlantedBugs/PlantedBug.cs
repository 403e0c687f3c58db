using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>
/// A bug that the checker must find. It is planted where the code under test meets what is injected, so that the code itself has no switch for it: seen from the bucket
/// and the stream, the process then behaves as one with that bug.
/// </summary>
internal abstract class PlantedBug
{
    /// <summary>As on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>For one history: a bug may remember.</summary>
    public PlantedBug Fresh() => (PlantedBug)Activator.CreateInstance(GetType())!;

    public virtual void Adjust(HistorySettings settings) { }

    public virtual IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => store;

    public virtual IStreamDirectory Wrap(IStreamDirectory directory) => directory;

    public virtual IShardReader Wrap(IShardReader reader) => reader;

    public virtual IDataFileEncoder Wrap(IDataFileEncoder encoder) => encoder;
}
