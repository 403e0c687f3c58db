using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.Sql.Catalog;

namespace KinesisPlatform.QueryGateway.Streams;

/// <summary><c>GET /streams</c> and <c>GET /streams/{name}</c>.</summary>
internal static class StreamEndpoints
{
    private const string Tag = "Streams";

    public static void MapStreams(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/streams", ListAsync)
            .WithName("listStreams").WithTags(Tag).WithSummary("Streams that there are, or that there is an archive of.").Produces<StreamListView>();
        routes.MapGet("/streams/{name}", DescribeAsync)
            .WithName("getStream").WithTags(Tag).WithSummary("A stream with its shards, its archive and how far that is behind, and gaps.").Produces<StreamView>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IStreamTables tables, CancellationToken cancellationToken)
    {
        var names = (await tables.ListAsync(cancellationToken)).Where(context.Access().MayRead);
        return TypedResults.Ok(new StreamListView([.. names.Select(name => new StreamListItem(name.Value, $"/streams/{name.Value}"))]));
    }

    private static async Task<IResult> DescribeAsync(string name, HttpContext context, IStreamTables tables, CancellationToken cancellationToken)
    {
        var table = StreamName.IsValid(name) && context.Access().MayRead(new(name)) ? await tables.DescribeAsync(new(name), cancellationToken) : null;
        return table is not null
            ? TypedResults.Ok(StreamView.Of(table, context.Access().RuleFor(table.Stream)))
            : TypedResults.Problem("There is neither a stream nor an archive of this name. GET /streams lists them.", statusCode: StatusCodes.Status404NotFound);
    }
}
