using KinesisPlatform.Access;

namespace KinesisPlatform.Sql.Queries;

/// <summary>
/// The queries that run in this process, whichever way they came in, and those that ended lately. To a caller that may not see its owner's work
/// (<see cref="StreamAccess.MaySeeWorkOf"/>) a query does not exist. Safe for concurrent callers.
/// </summary>
public interface IQueryRegistry
{
    /// <summary>The newest first.</summary>
    IReadOnlyList<QueryInfo> List(StreamAccess caller);

    /// <returns>Null when there is no such query, or it ended too long ago.</returns>
    QueryInfo? Find(QueryId id, StreamAccess caller);

    /// <summary>Stops a query; its reader gets a <see cref="QueryCancelledException"/>. Its worker is gone soon after, not yet when this returns.</summary>
    /// <returns>False when there is no such query, or it has ended.</returns>
    bool Cancel(QueryId id, StreamAccess caller);
}
