using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>A request of <c>POST /sql</c> whose every part has been checked.</summary>
/// <param name="PageRows">Null when no pages were asked for.</param>
internal sealed record SqlRequest(QueryRequest Query, int? PageRows, bool IsAsync, ValueStyle Style);
