using System.Globalization;
using KinesisPlatform.Archiver;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Benchmarks.Archive;

/// <summary>What S3 asks for a GB archived, from the requests of one commit as counted and the rules that decide when a commit is due. Storage is not in it.</summary>
/// <param name="Puts">Of one commit whose data file is uploaded whole.</param>
/// <param name="StoredShare">Bytes of data files per byte of payload.</param>
/// <param name="BufferedShare">Bytes that the buffer counts per byte of payload: keys and bookkeeping weigh too.</param>
internal sealed record ArchiveCost(long Puts, long Gets, double StoredShare, double BufferedShare)
{
    // Amazon S3 pricing, us-east-1, standard storage, dollars per request.
    private const double PutDollars = 0.005 / 1000;
    private const double GetDollars = 0.0004 / 1000;

    public IEnumerable<BenchmarkFigure> At(double megabytesPerSecond)
    {
        var (options, store) = (new ArchiverOptions(), new ObjectStoreOptions());
        var payloadPerCommit = Math.Min(options.BufferBytesMax / BufferedShare, megabytesPerSecond * 1e6 * options.BufferAgeMax.TotalSeconds);
        var commits = 1e9 / payloadPerCommit;
        var file = payloadPerCommit * StoredShare;
        var parts = file > store.PartBytes ? Math.Ceiling(file / store.PartBytes) + 1 : 0;
        // The settings are read at every turn of the discovery, whatever arrives.
        var (puts, gets) = (commits * (Puts + parts), commits * Gets + 1e3 / megabytesPerSecond / options.DiscoveryInterval.TotalSeconds);
        var rate = string.Create(CultureInfo.InvariantCulture, $"at {megabytesPerSecond} MB/s");
        return [new($"PUT per GB {rate}", puts, "requests"), new($"GET per GB {rate}", gets, "requests"), new($"requests per GB {rate}", puts * PutDollars + gets * GetDollars, "$")];
    }
}
