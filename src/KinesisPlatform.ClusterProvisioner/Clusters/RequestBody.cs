using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

internal static class RequestBody
{
    private const int DepthMax = 32;

    /// <returns>An empty object for no body.</returns>
    /// <exception cref="BadHttpRequestException">The body is too large, or not a JSON object.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext context, int bytesMax, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength is 0) return [];
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = bytesMax;
        try
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, documentOptions: new() { MaxDepth = DepthMax, AllowDuplicateProperties = false }, cancellationToken: cancellationToken);
            return body as JsonObject ?? throw new BadHttpRequestException("The body must be a JSON object.", StatusCodes.Status400BadRequest);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status400BadRequest, e);
        }
    }
}
