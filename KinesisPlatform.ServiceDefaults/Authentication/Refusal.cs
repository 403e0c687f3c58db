using Microsoft.AspNetCore.Http;

namespace KinesisPlatform.ServiceDefaults.Authentication;

internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, int status, string detail) => context.GetEndpoint()?.Metadata.GetMetadata<IRefusalWriter>() is { } writer
        ? writer.WriteAsync(context, status, detail)
        : TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
}
