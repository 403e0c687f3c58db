using System.ComponentModel;
using KinesisPlatform.QueryGateway.OpenApi;
using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.ServiceDefaults.Problems;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Results;

namespace KinesisPlatform.QueryGateway.Queries;

/// <summary><c>/queries</c>: what runs and ran lately, stopping it, and the pages of results. A key sees its own queries; one that may administer, all.</summary>
internal static class QueryEndpoints
{
    private const string Tag = "Queries";

    private const int LimitDefault = 100, LimitMax = 10_000;

    public static void MapQueries(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/queries", List)
            .WithName("listQueries").WithTags(Tag).WithSummary("Queries that run or ran lately, the newest first, with their progress.").Produces<QueryListView>().ProducesValidationProblem();
        routes.MapGet("/queries/{id}", Get)
            .WithName("getQuery").WithTags(Tag).WithSummary("One query, with its progress.").Produces<QueryView>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/queries/{id}", DeleteAsync)
            .WithName("deleteQuery").WithTags(Tag).WithSummary("Stops a query and lets go of its result.").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/queries/{id}/results", ResultsHandler.GetAsync)
            .WithName("getResults").WithTags(Tag).WithSummary("A page of a kept result: the same rows each time, until it expires.")
            .WithHeader("Accept", "application/json (the default), application/x-ndjson or text/csv.")
            .WithHeader("Prefer", "wait=10: how many seconds to wait for a page that is not there yet (20 when absent, 60 at most).")
            .Produces<SqlResultView>(contentType: "application/json", additionalContentTypes: ["application/x-ndjson", "text/csv"])
            .Produces<QueryView>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status406NotAcceptable)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status410Gone);
    }

    private static IResult List(
        HttpContext context, IQueryRegistry queries, IResultStore results,
        [Description("States, separated by commas; all when absent.")] string? state = null, [Description("At most so many; 1 to 10,000.")] int limit = LimitDefault)
    {
        var errors = new RequestErrors();
        var states = new HashSet<QueryState>();
        foreach (var name in (state ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Enum.GetValues<QueryState>().Where(known => QueryView.Name(known) == name).ToList() is [var known]) states.Add(known);
            else errors.Add("state", $"'{name}' is none of {string.Join(", ", Enum.GetValues<QueryState>().Select(QueryView.Name))}.");
        }
        if (limit is < 1 or > LimitMax) errors.Add("limit", $"1 to {LimitMax}.");
        if (!errors.IsEmpty) return TypedResults.ValidationProblem(errors.ToDictionary());

        var caller = context.Access();
        var found = queries.List(caller).Where(query => states.Count == 0 || states.Contains(query.State)).ToList();
        return TypedResults.Ok(new QueryListView([.. found.Take(limit).Select(query => QueryView.Of(query, results.Find(query.Id, caller)))], found.Count));
    }

    private static IResult Get(string id, HttpContext context, IQueryRegistry queries, IResultStore results) =>
        Find(id, context, queries) is { } query ? TypedResults.Ok(QueryView.Of(query, results.Find(query.Id, context.Access()))) : QueryProblems.Unknown;

    /// <summary>Stops the query if it runs, and lets go of its result. Again has no effect.</summary>
    private static async Task<IResult> DeleteAsync(string id, HttpContext context, IQueryRegistry queries, IResultStore results)
    {
        if (Find(id, context, queries) is not { } query) return QueryProblems.Unknown;
        queries.Cancel(query.Id, context.Access());
        await results.DeleteAsync(query.Id, context.Access());
        return TypedResults.NoContent();
    }

    private static QueryInfo? Find(string id, HttpContext context, IQueryRegistry queries) => QueryId.TryParse(id, out var parsed) ? queries.Find(parsed, context.Access()) : null;
}
