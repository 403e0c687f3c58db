using Microsoft.AspNetCore.Http;

namespace KinesisPlatform.ServiceDefaults.Authentication;

/// <summary>Metadata of an endpoint whose clients expect another form of refusal than a problem document.</summary>
public interface IRefusalWriter
{
    /// <param name="status">401, 403 or 429; the headers that belong to it are set.</param>
    /// <param name="detail">Why, and what to do next.</param>
    Task WriteAsync(HttpContext context, int status, string detail);
}
