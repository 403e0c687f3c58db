using KinesisPlatform.Access;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Results;

/// <summary>Runs queries whose results are kept in pages for a while, so that they can be read in any order, again, and by another connection. Safe for concurrent callers.</summary>
public interface IResultStore
{
    /// <summary>Starts a query in the background; nobody needs to read its result for it to go on.</summary>
    /// <param name="pageRows">The most rows on a page.</param>
    /// <param name="isKept">It may be fetched later, even when it fits on one page. Otherwise it is kept only from the second page on.</param>
    /// <exception cref="PlatformException">Unavailable: too many results are kept. Invalid: the size of a page.</exception>
    StoredResult Start(QueryRequest request, int pageRows, bool isKept);

    /// <returns>Null when there is none, it has expired, or the caller may not see it.</returns>
    StoredResult? Find(QueryId id, StreamAccess caller);

    /// <summary>Stops the query if it runs and lets go of its result.</summary>
    /// <returns>False when there was nothing to be found.</returns>
    Task<bool> DeleteAsync(QueryId id, StreamAccess caller);
}
