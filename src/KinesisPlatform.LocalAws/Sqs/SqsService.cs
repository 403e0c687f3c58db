using KinesisPlatform.LocalAws.Http;

namespace KinesisPlatform.LocalAws.Sqs;

internal sealed class SqsService : ILocalService
{
    public string SigningName => "sqs";

    public string? TargetPrefix => "AmazonSQS";

    public Task HandleAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status501NotImplemented;
        return Task.CompletedTask;
    }
}
