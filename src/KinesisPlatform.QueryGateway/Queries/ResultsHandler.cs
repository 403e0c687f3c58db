using System.ComponentModel;
using System.Globalization;
using KinesisPlatform.QueryGateway.Sql;
using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.ServiceDefaults.Problems;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Results;

namespace KinesisPlatform.QueryGateway.Queries;

/// <summary><c>GET /queries/{id}/results?page=2</c>: one page, the same bytes each time.</summary>
internal static class ResultsHandler
{
    private static readonly TimeSpan WaitDefault = TimeSpan.FromSeconds(20);

    public static async Task<IResult> GetAsync(
        string id, HttpContext context, IQueryRegistry queries, IResultStore results, ResultAnswer answer,
        [Description("From 1.")] int page = 1, [Description("As in POST /sql.")] string? numbers = null, [Description("As in POST /sql.")] string? json = null)
    {
        if (ResultFormat.Negotiate(context.Request) is not { } format) return ResultFormat.NotAcceptable;
        var errors = new RequestErrors();
        if (page < 1) errors.Add("page", "Pages are counted from 1.");
        var style = SqlRequestReader.ReadStyle(numbers, json, errors);
        if (!errors.IsEmpty) return TypedResults.ValidationProblem(errors.ToDictionary());
        if (!QueryId.TryParse(id, out var parsed) || queries.Find(parsed, context.Access()) is not { } query) return QueryProblems.Unknown;
        if (results.Find(parsed, context.Access()) is not { } result) return query.IsEnded ? QueryProblems.Gone : Streamed;

        try
        {
            var found = await WaitAsync(result, page, Preference.Of(context.Request).Wait ?? WaitDefault, context.RequestAborted);
            if (!found.IsThere) return Accepted(context, QueryView.Of(queries.Find(parsed, context.Access()) ?? query, result));
            if (found.Page is null) return TypedResults.Problem($"The result has {result.PageCount} pages.", statusCode: StatusCodes.Status404NotFound);
            await answer.WriteAsync(context, format, style, result, found.Page);
            return Results.Empty;
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && QueryProblems.Describe(exception) is { } problem)
        {
            return problem;
        }
    }

    /// <returns>Not there: not yet. Null: the result ends before it.</returns>
    public static async Task<(bool IsThere, ResultPage? Page)> WaitAsync(StoredResult result, int page, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = result.GetPageAsync(page, either.Token);
        either.CancelAfter(wait);
        try
        {
            return (true, await read);
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken == either.Token && !cancellationToken.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    /// <summary>202: goes on; where to look.</summary>
    public static IResult Accepted(HttpContext context, QueryView query)
    {
        context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Accepted($"/queries/{query.Id}", query);
    }

    private static IResult Streamed => TypedResults.Problem(
        "The rows of this query go to the connection that it was started on. Start it with \"page\" or \"async\" to fetch them here.", statusCode: StatusCodes.Status409Conflict);
}
