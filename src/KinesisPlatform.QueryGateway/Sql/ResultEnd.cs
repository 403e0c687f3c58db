using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Results;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>What stands behind the rows of an answer, where its format has a place for it.</summary>
/// <param name="Page">Null when the answer is no page.</param>
/// <param name="Next">Address of the next page; null when the result ends here.</param>
/// <param name="Stats">Null while the result goes on behind this answer: what a page says never changes.</param>
internal sealed record ResultEnd(QueryId Id, ResultPage? Page, string? Next, QueryStats? Stats);
