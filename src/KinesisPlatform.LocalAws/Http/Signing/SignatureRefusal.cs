namespace KinesisPlatform.LocalAws.Http.Signing;

/// <summary>Why a request is refused, in the words of the REST services and of those that speak AWS JSON.</summary>
internal static class SignatureRefusal
{
    public static ServiceError Missing(bool isRest) => isRest
        ? new(StatusCodes.Status403Forbidden, "AccessDenied", "Access Denied")
        : new(StatusCodes.Status400BadRequest, "MissingAuthenticationTokenException", "Missing Authentication Token");

    public static ServiceError Malformed(bool isRest) => isRest
        ? new(StatusCodes.Status400BadRequest, "AuthorizationHeaderMalformed", "The authorization header is malformed.")
        : new(StatusCodes.Status400BadRequest, "IncompleteSignatureException", "The request signature does not conform to AWS standards.");

    public static ServiceError UnknownKey(bool isRest) => isRest
        ? new(StatusCodes.Status403Forbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
        : new(StatusCodes.Status400BadRequest, "UnrecognizedClientException", "The security token included in the request is invalid.");

    public static ServiceError Mismatch(bool isRest) => isRest
        ? new(StatusCodes.Status403Forbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
        : new(StatusCodes.Status400BadRequest, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");

    public static ServiceError WrongTime(bool isRest) => isRest
        ? new(StatusCodes.Status403Forbidden, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
        : new(StatusCodes.Status400BadRequest, "InvalidSignatureException", "Signature expired: the difference between the request time and the current time is too large.");

    public static ServiceError Expired() => new(StatusCodes.Status403Forbidden, "AccessDenied", "Request has expired");

    public static ServiceError TooLarge(long bytesMax) => new(StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLargeException", $"The body is larger than {bytesMax} bytes.");
}
