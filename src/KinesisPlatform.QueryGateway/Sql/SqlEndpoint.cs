using KinesisPlatform.QueryGateway.Engines;
using KinesisPlatform.QueryGateway.OpenApi;
using KinesisPlatform.QueryGateway.Queries;
using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Results;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary><c>POST /sql</c>.</summary>
internal static class SqlEndpoint
{
    public static void MapSql(this IEndpointRouteBuilder routes) => routes.MapPost("/sql", RunAsync)
        .WithName("runSql").WithTags("SQL").WithSummary("Runs a SELECT over live records and archives, or over archives on a cluster.")
        .WithDescription("JSON is answered in pages; NDJSON (an object per row) and CSV stream unless pages are asked for. The query is cancelled when its client disconnects, unless it runs in the background.")
        .WithHeader("Accept", "application/json (the default), application/x-ndjson or text/csv.")
        .WithHeader("Prefer", "respond-async: runs in the background, as \"async\" in the body; wait=10: answers 202 only after so many seconds.")
        .Produces<SqlResultView>(contentType: "application/json", additionalContentTypes: ["application/x-ndjson", "text/csv"])
        .Produces<QueryView>(StatusCodes.Status202Accepted)
        .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status406NotAcceptable)
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable).ProducesProblem(StatusCodes.Status504GatewayTimeout);

    private static async Task<IResult> RunAsync(
        SqlRequestBody body, HttpContext context, IQueryEngine engine, IEnumerable<IExternalEngine> externals, IQueryRegistry queries, IResultStore results, ResultAnswer answer,
        IOptions<ResultOptions> options)
    {
        if (ResultFormat.Negotiate(context.Request) is not { } format) return ResultFormat.NotAcceptable;
        if (SqlRequestReader.Read(body, [.. externals.Select(external => external.Name)], options.Value, out var errors) is not { } request) return TypedResults.ValidationProblem(errors.ToDictionary());
        if (request.Query.Engine is { } name && !context.Access().MayUse(name)) return EngineProblems.NotGranted(name);
        request = request with { Query = request.Query with { Access = context.Access() } };
        var preference = Preference.Of(context.Request);
        try
        {
            if (request.IsAsync || preference.IsAsync) return await StartAsync(context, request, preference.Wait ?? TimeSpan.Zero, format, queries, results, answer, options.Value);
            if (request.PageRows is null && format.IsStreamed) await StreamAsync(context, request, format, engine, answer);
            else await PageAsync(context, request, format, results, answer, options.Value);
            return Results.Empty;
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && QueryProblems.Describe(exception) is { } problem)
        {
            return problem;
        }
    }

    private static async Task StreamAsync(HttpContext context, SqlRequest request, ResultFormat format, IQueryEngine engine, ResultAnswer answer)
    {
        await using var result = await engine.ExecuteAsync(request.Query, context.RequestAborted);
        await answer.WriteAsync(context, format, request.Style, result);
    }

    /// <summary>Answers the first page. Until it is out the query goes with its client; from then on it fills the pages behind, if there are any.</summary>
    private static async Task PageAsync(HttpContext context, SqlRequest request, ResultFormat format, IResultStore results, ResultAnswer answer, ResultOptions options)
    {
        var result = results.Start(request.Query, request.PageRows ?? options.PageRowsMax, isKept: false);
        var isKept = false;
        try
        {
            var page = (await result.GetPageAsync(1, context.RequestAborted))!;
            await answer.WriteAsync(context, format, request.Style, result, page);
            isKept = page.HasNext && !context.RequestAborted.IsCancellationRequested;
        }
        finally
        {
            if (!isKept) await results.DeleteAsync(result.Id, context.Access());
        }
    }

    private static async Task<IResult> StartAsync(
        HttpContext context, SqlRequest request, TimeSpan wait, ResultFormat format, IQueryRegistry queries, IResultStore results, ResultAnswer answer, ResultOptions options)
    {
        var result = results.Start(request.Query, request.PageRows ?? options.PageRowsMax, isKept: true);
        context.Response.Headers[ResultAnswer.IdHeader] = result.Id.ToString();
        context.Response.Headers["Preference-Applied"] = "respond-async";
        if (wait > TimeSpan.Zero && await ResultsHandler.WaitAsync(result, 1, wait, context.RequestAborted) is { Page: { } page })
        {
            await answer.WriteAsync(context, format, request.Style, result, page);
            return Results.Empty;
        }
        // It begins in the background.
        await result.BegunAsync(context.RequestAborted);
        if (queries.Find(result.Id, context.Access()) is { } query) return ResultsHandler.Accepted(context, QueryView.Of(query, result));
        try
        {
            // Refused before it was a query; the page says why.
            await result.GetPageAsync(1, context.RequestAborted);
            return QueryProblems.Gone;
        }
        finally
        {
            await results.DeleteAsync(result.Id, context.Access());
        }
    }
}
