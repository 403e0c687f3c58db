namespace KinesisPlatform.Streams;

/// <summary>Puts records with order per partition key. Safe for concurrent callers.</summary>
public interface IStreamWriter
{
    /// <summary>
    /// Puts all records and returns when every one is acknowledged, in the order given. Records that fail alone are retried alone; no request
    /// holds two records of one partition key, so that a retry cannot reorder a key's records.
    /// </summary>
    /// <exception cref="PlatformException">NotFound: no such stream. Invalid: a record is too large. Unavailable: retries were used up; some records may have been put.</exception>
    Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken);
}
