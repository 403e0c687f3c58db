using KinesisPlatform.LocalAws.Http;

namespace KinesisPlatform.LocalAws.S3;

internal sealed class S3Service : ILocalService
{
    public string SigningName => "s3";

    public string? TargetPrefix => null;

    public Task HandleAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status501NotImplemented;
        return Task.CompletedTask;
    }
}
