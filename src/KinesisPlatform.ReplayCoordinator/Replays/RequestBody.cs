using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace KinesisPlatform.ReplayCoordinator.Replays;

internal static class RequestBody
{
    /// <exception cref="BadHttpRequestException">The body is too large, or not JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context, int bytesMax, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = bytesMax;
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: cancellationToken);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status400BadRequest, e);
        }
    }
}
