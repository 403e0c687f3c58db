using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Previews;

/// <summary><c>POST /replays/preview?limit=10</c> takes what <c>POST /replays</c> takes, and makes no replay.</summary>
internal static class PreviewEndpoints
{
    private const int RecordsDefault = 10;

    public static void MapPreviews(this IEndpointRouteBuilder routes) => routes.MapPost("/replays/preview", PreviewAsync);

    private static async Task<IResult> PreviewAsync(
        HttpContext context, ReplayValidator validator, ReplayPreviewer previewer, IOptions<ReplayOptions> options, CancellationToken cancellationToken, int? limit = null)
    {
        var errors = new RequestErrors();
        if (limit < 1 || limit > options.Value.PreviewRecordsMax) errors.Add("limit", $"Must be from 1 to {options.Value.PreviewRecordsMax}.");
        using var body = await RequestBody.ReadAsync(context, options.Value.RequestBytesMax, cancellationToken);
        var spec = new ReplayRequestReader(errors).Read(body.RootElement).For(context.StreamAccess()).Spec;
        await validator.ValidateAsync(spec, context.StreamAccess(), errors, cancellationToken);
        if (!errors.IsEmpty) return ReplayEndpoints.Invalid(errors);
        var view = await previewer.PreviewAsync(spec, context.StreamAccess(), limit ?? Math.Min(RecordsDefault, options.Value.PreviewRecordsMax), cancellationToken);
        return TypedResults.Json(view, ReplayJson.Readable.PreviewView);
    }
}
