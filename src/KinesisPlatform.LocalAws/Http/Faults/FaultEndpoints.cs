using System.Text.Json;
using System.Text.Json.Serialization;

namespace KinesisPlatform.LocalAws.Http.Faults;

/// <summary><c>POST</c>, <c>GET</c> and <c>DELETE /_local/faults</c>, and <c>DELETE /_local/faults/{id}</c>.</summary>
internal static class FaultEndpoints
{
    // A member that is not known is a mistake: without it the fault would strike what it was not meant for.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static void MapFaults(this IEndpointRouteBuilder app)
    {
        app.MapPost("/_local/faults", AddAsync);
        app.MapGet("/_local/faults", (FaultRegistry faults) => Results.Ok(faults.All.Select(Shown)));
        app.MapDelete("/_local/faults", (FaultRegistry faults) =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        app.MapDelete("/_local/faults/{id:int}", (int id, FaultRegistry faults) =>
            faults.Remove(id) ? Results.NoContent() : Results.Problem($"There is no fault {id}: GET /_local/faults lists them.", statusCode: StatusCodes.Status404NotFound));
    }

    private static async Task<IResult> AddAsync(HttpRequest http, FaultRegistry faults, IEnumerable<ILocalService> services)
    {
        FaultRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<FaultRequest>(http.Body, Json, http.HttpContext.RequestAborted);
        }
        catch (JsonException error)
        {
            return Results.Problem($"The body is not the JSON of a fault: {error.Message}", statusCode: StatusCodes.Status400BadRequest);
        }
        if (request is null) return Results.Problem("The body is null, not a fault.", statusCode: StatusCodes.Status400BadRequest);
        var errors = request.Validate(services.Select(s => s.SigningName));
        if (errors.Count > 0) return Results.ValidationProblem(errors, title: "The fault is not one that can be injected.");
        return faults.Add(request) is { } fault
            ? Results.Created($"/_local/faults/{fault.Id}", Shown(fault))
            : Results.Problem($"There are {FaultRegistry.CountMax} faults: DELETE /_local/faults first.", statusCode: StatusCodes.Status409Conflict);
    }

    private static object Shown(Fault fault) => new
    {
        fault.Id,
        fault.Service,
        fault.Operation,
        Kind = JsonNamingPolicy.CamelCase.ConvertName(fault.Kind.ToString()),
        fault.Error.StatusCode,
        fault.Error.Code,
        fault.Error.Message,
        DelayMilliseconds = fault.Delay.TotalMilliseconds,
        fault.Count,
        fault.Probability,
        fault.StruckCount,
    };
}
