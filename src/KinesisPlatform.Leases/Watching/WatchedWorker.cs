using KinesisPlatform.Leases.Documents;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Leases.Watching;

/// <summary>Another worker, as its document was last seen.</summary>
internal sealed class WatchedWorker(string worker, StoredDocument stored, long seenAt)
{
    private long _lookedAt = seenAt;

    public string Worker => worker;

    public WorkerDocument Document { get; private set; } = stored.Document;

    /// <summary>Of the newest version seen, which was not read when this <see cref="IsStale"/>.</summary>
    public ETag ETag { get; private set; } = stored.ETag;

    public long LengthBytes { get; private set; } = stored.LengthBytes;

    /// <summary>Newer than <see cref="Document"/>, but of the same length: a heartbeat, most likely.</summary>
    public bool IsStale { get; private set; }

    public int LooksUnread { get; private set; }

    /// <summary>How long the worker wrote nothing, as far as this process was looking: on its own monotonic clock, and not through its own pauses or the store's.</summary>
    public TimeSpan Silence { get; private set; }

    public void SetRead(StoredDocument read, TimeProvider time, TimeSpan lookMax)
    {
        // Others write this document too: only the worker itself raises the beat, and only that is a sign of life. Nor is it one that a version already seen in a listing is read now.
        SetLooked(read.ETag != ETag && (read.Document.Instance, read.Document.Beat) != (Document.Instance, Document.Beat), time, lookMax);
        // The same claims stay the same object: whoever compares them has not to look inside.
        var document = read.Document.Held.SequenceEqual(Document.Held) ? read.Document with { Held = Document.Held } : read.Document;
        (Document, ETag, LengthBytes, IsStale, LooksUnread) = (document, read.ETag, read.LengthBytes, false, 0);
    }

    /// <summary>It was listed, with the length it had.</summary>
    public void SetListed(ETag etag, TimeProvider time, TimeSpan lookMax)
    {
        SetLooked(etag != ETag, time, lookMax);
        LooksUnread++;
        (ETag, IsStale) = (etag, IsStale || etag != ETag);
    }

    private void SetLooked(bool hasBeaten, TimeProvider time, TimeSpan lookMax)
    {
        var elapsed = time.GetElapsedTime(_lookedAt);
        Silence = hasBeaten ? TimeSpan.Zero : Silence + (elapsed < lookMax ? elapsed : lookMax);
        _lookedAt = time.GetTimestamp();
    }
}
