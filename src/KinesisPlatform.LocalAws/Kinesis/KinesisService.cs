using KinesisPlatform.LocalAws.Http;

namespace KinesisPlatform.LocalAws.Kinesis;

internal sealed class KinesisService : ILocalService
{
    public string SigningName => "kinesis";

    public string? TargetPrefix => "Kinesis_20131202";

    public Task HandleAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status501NotImplemented;
        return Task.CompletedTask;
    }
}
