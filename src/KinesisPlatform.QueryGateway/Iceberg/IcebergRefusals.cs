using KinesisPlatform.ServiceDefaults.Authentication;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>Requests without a valid key are refused in the catalog's own form.</summary>
internal sealed class IcebergRefusals : IRefusalWriter
{
    public Task WriteAsync(HttpContext context, int status, string detail)
    {
        var type = status switch
        {
            StatusCodes.Status401Unauthorized => "NotAuthorizedException",
            StatusCodes.Status403Forbidden => "ForbiddenException",
            // The specification's word for "slow down".
            _ => "TooManyRequestsException",
        };
        return IcebergError.Result(status, type, detail).ExecuteAsync(context);
    }
}
