namespace KinesisPlatform.Aws.Records;

/// <summary>
/// Reads and writes records in bulk: the same operations as <see cref="Amazon.Kinesis.IAmazonKinesis"/> has, without an object per record.
/// Errors are the same typed exceptions; a throttled call is not repeated, which is for its caller to pace. Safe for concurrent use.
/// </summary>
public interface IKinesisRecordClient
{
    /// <param name="recordCountMax">1-10,000.</param>
    /// <returns>A batch for the caller to dispose once its records are done with.</returns>
    /// <exception cref="PlatformException">Data: the answer cannot be decoded.</exception>
    Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken);

    /// <summary>Puts 1-500 records with one request. Entries fail one by one: look at each result.</summary>
    /// <returns>One result per entry, in their order.</returns>
    /// <exception cref="PlatformException">Data: the answer cannot be decoded; the records may have been put.</exception>
    /// <remarks>The request is sent once. With any error but one that Kinesis answered the records may have been put all the same: who sends them again may have them twice.</remarks>
    Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken);
}
