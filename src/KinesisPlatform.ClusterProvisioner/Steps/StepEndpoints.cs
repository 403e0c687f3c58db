using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Steps;

/// <summary>
/// <c>POST /clusters/{id}/steps</c>: <c>{"steps": [{"name": …, "jar": "command-runner.jar", "args": […]}], "refreshTables": true, "clientToken": "…"}</c>, either of the first two or both.
/// </summary>
internal static partial class StepEndpoints
{
    public static void MapSteps(this IEndpointRouteBuilder routes) => routes.MapPost("/clusters/{id}/steps", AddAsync).RequireAuthorization(AccessPolicies.Administer);

    private static async Task<IResult> AddAsync(
        string id, HttpContext context, ClusterStore clusters, ClusterSettingsReader settings, ClusterFileUploader files, ClusterPlace place, StepRequests requests, Func<Guid> newId, IOptions<ProvisionerOptions> options,
        CancellationToken cancellationToken)
    {
        var cluster = await clusters.RequireAsync(id, cancellationToken);
        var errors = new RequestErrors();
        var body = await RequestBody.ReadAsync(context, options.Value.RequestBytesMax, cancellationToken);
        var (steps, refreshes, token) = Read(body, settings, errors);
        if (!errors.IsEmpty) return ClusterEndpoints.Invalid(errors, "The steps cannot be added as they were asked for.");
        if (refreshes)
        {
            var script = HiveScript.Write(await files.FindTablesAsync(cluster.Settings, cancellationToken), cluster.Settings, place);
            await files.UploadAsync([script], cancellationToken);
            steps = [ClusterFileSet.CreateTables(place.UriOf(script)), .. steps];
        }
        return TypedResults.Json(await requests.AddAsync(cluster, steps, token ?? newId().ToString("N"), cancellationToken), SettingsJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static (IReadOnlyList<StepSettings> Steps, bool Refreshes, string? Token) Read(JsonObject body, ClusterSettingsReader settings, RequestErrors errors)
    {
        foreach (var (name, _) in body.Where(member => member.Key is not ("steps" or "refreshTables" or "clientToken"))) errors.Add(name, "There is no such member; there are steps, refreshTables, clientToken.");
        if (body["refreshTables"] is { } flag && flag.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)) errors.Add("refreshTables", "Must be true or false.");
        if (body["clientToken"] is { } token && !(token.GetValueKind() == JsonValueKind.String && TokenPattern().IsMatch(token.GetValue<string>()))) errors.Add("clientToken", "Must be 1 to 64 letters, digits, '-' or '_', chosen anew for each request.");
        var steps = settings.ReadSteps(body["steps"], errors.Add);
        if (!errors.IsEmpty) return ([], false, null);
        var refreshes = body["refreshTables"]?.GetValue<bool>() ?? false;
        if (steps.Count == 0 && !refreshes) errors.Add("steps", "Name one step at least, or set refreshTables.");
        return (steps, refreshes, body["clientToken"]?.GetValue<string>());
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex TokenPattern();
}
