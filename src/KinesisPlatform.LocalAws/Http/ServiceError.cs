namespace KinesisPlatform.LocalAws.Http;

/// <summary>An error that every service may answer with, whatever the operation: an injected fault, or a refused signature.</summary>
/// <param name="Code">The AWS error code, such as <c>InternalFailure</c>.</param>
internal sealed record ServiceError(int StatusCode, string Code, string Message);
