namespace KinesisPlatform.Archive;

/// <summary>Writes the records of a data file as lines of JSON.</summary>
public interface INdjsonConverter
{
    /// <summary>
    /// Writes gzip NDJSON, a line for each record, in the file's order. A payload that is one JSON value in UTF-8 without a line break is the line, byte by byte; any other is wrapped:
    /// <c>{"_kinesis":{"shardId":"…","sequenceNumber":"…","subSequenceNumber":0,"partitionKey":"…","arrivedAt":"…"},"data":"base64"}</c>.
    /// </summary>
    /// <param name="dataFilePath">A local Parquet file of the archive.</param>
    /// <param name="path">A local file that does not exist yet.</param>
    /// <returns>The number of lines.</returns>
    /// <exception cref="PlatformException">Data: not a file of the archive; Internal: the file cannot be written.</exception>
    Task<long> ConvertAsync(string dataFilePath, string path, CancellationToken cancellationToken);
}
