using KinesisPlatform.ClusterProvisioner.Orphans;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>The HTTP API of clusters, for keys that may administer: a cluster costs money.</summary>
internal static class ClusterEndpoints
{
    private const int PageCountDefault = 50;

    public static void MapClusters(this IEndpointRouteBuilder routes)
    {
        var clusters = routes.MapGroup("").RequireAuthorization(AccessPolicies.Administer);
        clusters.MapPost("/clusters", RequestAsync);
        clusters.MapGet("/clusters", ListAsync);
        clusters.MapGet("/clusters/settings", (ClusterSettingsReader settings) => TypedResults.Json(new { defaults = settings.Defaults, schema = settings.SchemaDocument }));
        clusters.MapGet("/clusters/{id}", GetAsync);
        clusters.MapDelete("/clusters/{id}", EndAsync);
    }

    /// <exception cref="PlatformException">NotFound: there is no such cluster.</exception>
    internal static async Task<ClusterDocument> RequireAsync(this ClusterStore clusters, string id, CancellationToken cancellationToken) =>
        await clusters.FindAsync(id, cancellationToken) ?? throw new PlatformException(FailureKind.NotFound,
            ClusterId.IsValid(id) ? $"There is no cluster {id}. GET /clusters lists those there are." : "That is not the id of a cluster, such as c-0123456789abcdef0123. GET /clusters lists those there are.");

    internal static IResult Invalid(RequestErrors errors, string title) => TypedResults.ValidationProblem(errors.ToDictionary(), $"{title} Correct what 'errors' names and send the request again.");

    private static async Task<IResult> RequestAsync(HttpContext context, ClusterRequests requests, IOptions<ProvisionerOptions> options, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        var body = await RequestBody.ReadAsync(context, options.Value.RequestBytesMax, cancellationToken);
        if (requests.Read(body, errors) is not { } request) return Invalid(errors, "The cluster cannot be made as it was asked for.");
        if (request.DryRun) return TypedResults.Json(await requests.PlanAsync(request, context.Access(), cancellationToken), SettingsJson.Options);
        var (document, isNew) = await requests.AcceptAsync(request, context.Access(), cancellationToken);
        context.Response.Headers.Location = $"/clusters/{document.Id}";
        return TypedResults.Json(ClusterView.Of(document), SettingsJson.Options, statusCode: isNew ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private static async Task<IResult> GetAsync(string id, ClusterStore clusters, ClusterDescriber describer, CancellationToken cancellationToken) =>
        TypedResults.Json(await describer.DescribeAsync(await clusters.RequireAsync(id, cancellationToken), cancellationToken), SettingsJson.Options);

    /// <param name="before">Exclusive: a time, as in the 'next' of the page before.</param>
    private static async Task<IResult> ListAsync(ClusterStore clusters, OrphanService orphans, IOptions<ProvisionerOptions> options, CancellationToken cancellationToken, int? limit = null, DateTimeOffset? before = null)
    {
        if (limit < 1) throw new PlatformException(FailureKind.Invalid, "'limit' must be at least 1.");
        var count = Math.Min(limit ?? PageCountDefault, options.Value.PageCountMax);
        var documents = new List<ClusterDocument>();
        await foreach (var document in clusters.ListAsync(cancellationToken))
            if (before is null || document.RequestedAt < before) documents.Add(document);
        var page = documents.OrderByDescending(document => document.RequestedAt).Take(count).ToList();
        var next = documents.Count > page.Count ? $"/clusters?limit={count}&before={Uri.EscapeDataString(page[^1].RequestedAt.ToString("O"))}" : null;
        return TypedResults.Json(new ClusterListView([.. page.Select(ClusterView.Of)], orphans.Orphans, next), SettingsJson.Options);
    }

    private static async Task<IResult> EndAsync(string id, HttpContext context, ClusterStore clusters, ClusterEnds ends, CancellationToken cancellationToken, bool force = false)
    {
        if (ClusterId.IsEmrId(id))
        {
            await ends.EndOrphanAsync(id, force, context.Access().KeyId, cancellationToken);
            return TypedResults.Accepted("/clusters");
        }
        var document = await ends.EndAsync(await clusters.RequireAsync(id, cancellationToken), force, context.Access().KeyId, cancellationToken);
        return TypedResults.Json(ClusterView.Of(document), SettingsJson.Options, statusCode: StatusCodes.Status202Accepted);
    }
}
