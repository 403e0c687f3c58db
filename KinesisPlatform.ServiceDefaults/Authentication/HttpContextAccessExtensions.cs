using KinesisPlatform.Access;
using Microsoft.AspNetCore.Http;

namespace KinesisPlatform.ServiceDefaults.Authentication;

public static class HttpContextAccessExtensions
{
    /// <summary>What the request's caller may read and do.</summary>
    /// <exception cref="InvalidOperationException">The caller is not known: <see cref="ServiceDefaultsExtensions.MapDefaultEndpoints"/> was not called.</exception>
    public static StreamAccess Access(this HttpContext context) =>
        context.Features.Get<StreamAccess>() ?? throw new InvalidOperationException("The request was not authenticated.");
}
