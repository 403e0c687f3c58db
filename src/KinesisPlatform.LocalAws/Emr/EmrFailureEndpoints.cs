using KinesisPlatform.LocalAws.Emr.Clusters;

namespace KinesisPlatform.LocalAws.Emr;

/// <summary><c>POST /_local/emr/failures {"kind":"bootstrap"}</c>: the next cluster does not start. <c>DELETE</c> takes back what no cluster has met yet.</summary>
internal static class EmrFailureEndpoints
{
    public static void MapEmrFailures(this IEndpointRouteBuilder app)
    {
        app.MapPost("/_local/emr/failures", (FailureRequest request, EmrFailures failures) =>
        {
            if (!EmrFailure.Kinds.Contains(request.Kind ?? ""))
                return Results.ValidationProblem(new Dictionary<string, string[]> { ["kind"] = [$"Name one of {string.Join(", ", EmrFailure.Kinds)}."] }, title: "The failure is not one that a cluster can meet.");
            return failures.TryAdd(new(request.Kind!)) ? Results.NoContent()
                : Results.Problem($"There are {EmrFailures.CountMax} failures: DELETE /_local/emr/failures first.", statusCode: StatusCodes.Status409Conflict);
        });
        app.MapGet("/_local/emr/failures", (EmrFailures failures) => Results.Ok(failures.All.Select(failure => new { failure.Kind })));
        app.MapDelete("/_local/emr/failures", (EmrFailures failures) =>
        {
            failures.Clear();
            return Results.NoContent();
        });
    }

    private sealed record FailureRequest(string? Kind);
}
