using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>A query's live records in files, which stay until disposed.</summary>
internal sealed class HeldLiveRows(WorkerLive rows, IReadOnlyList<LiveFile> files) : IDisposable
{
    private IReadOnlyList<LiveFile> _files = files;

    public WorkerLive Rows { get; } = rows;

    public void Dispose()
    {
        foreach (var file in Interlocked.Exchange(ref _files, [])) file.Release();
    }
}
