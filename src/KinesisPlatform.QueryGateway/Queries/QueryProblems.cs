using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Queries;

/// <summary>How a query's end that is no result is answered. Other failures are answered as everywhere.</summary>
internal static class QueryProblems
{
    /// <returns>Null for a failure that is answered as everywhere.</returns>
    public static IResult? Describe(Exception exception) => exception switch
    {
        TimeoutException => TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status504GatewayTimeout),
        QueryCancelledException => TypedResults.Problem("The query was cancelled by DELETE /queries/{id}. Run it again if its result is wanted.", statusCode: StatusCodes.Status409Conflict),
        OperationCanceledException or ObjectDisposedException => Gone,
        _ => null,
    };

    public static IResult Gone => TypedResults.Problem(
        "The query has ended and its result is not kept any more: it was answered whole, has expired or was deleted. Run the query again.", statusCode: StatusCodes.Status410Gone);

    public static IResult Unknown => TypedResults.Problem(
        "There is no such query, or it ended too long ago to be listed. GET /queries lists those there are.", statusCode: StatusCodes.Status404NotFound);
}
