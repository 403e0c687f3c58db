using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Catalog;

/// <summary>The streams and their archives, as a reader of the API sees them.</summary>
public interface IStreamTables
{
    /// <summary>Streams that exist and streams whose archive exists, in ordinal order; as of a few seconds ago.</summary>
    Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken);

    /// <summary>As <see cref="ListAsync"/>, none of those that are there by now missing: asks Kinesis (ListStreams, of the account's 5 a second) and S3 (LIST), once for all who wait.</summary>
    Task<IReadOnlyList<StreamName>> ListAllByNowAsync(CancellationToken cancellationToken);

    /// <returns>Null when there is neither a stream nor an archive of this name.</returns>
    Task<StreamTable?> DescribeAsync(StreamName stream, CancellationToken cancellationToken);

    /// <summary>The columns of a stream's table, without asking the stream itself: at most one conditional S3 GET.</summary>
    Task<IReadOnlyList<QueryColumn>> ListColumnsAsync(StreamName stream, CancellationToken cancellationToken);

    /// <summary>Takes note that the stream's archive has changed. A hint: nothing depends on it.</summary>
    Task RefreshAsync(StreamName stream, CancellationToken cancellationToken);
}
