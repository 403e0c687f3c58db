using System.Text.Json;

namespace KinesisPlatform.LocalAws.Http;

/// <summary>What the services that speak AWS JSON share: <c>X-Amz-Target: Prefix.Operation</c> and errors as <c>{"__type":"Code","message":"..."}</c>.</summary>
internal static class AwsJson
{
    public static string OperationOf(HttpRequest request)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        return target[(target.LastIndexOf('.') + 1)..];
    }

    public static Task WriteErrorAsync(HttpContext context, ServiceError error)
    {
        context.Response.StatusCode = error.StatusCode;
        context.Response.ContentType = context.Request.ContentType?.Split(';')[0] ?? "application/x-amz-json-1.1";
        context.Response.Headers["x-amzn-ErrorType"] = error.Code;
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["__type"] = error.Code, ["message"] = error.Message });
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
