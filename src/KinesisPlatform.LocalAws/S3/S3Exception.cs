using System.Net;

namespace KinesisPlatform.LocalAws.S3;

/// <summary>An answer of S3 that is an error: its code, status and message as the service gives them (Amazon S3 API Reference, "Error responses").</summary>
internal sealed class S3Exception(string code, HttpStatusCode status, string message) : Exception(message)
{
    public string Code => code;

    public HttpStatusCode Status => status;

    /// <summary>Elements that some errors carry besides code and message, such as <c>BucketName</c>.</summary>
    public (string Name, string Value)[] Details { get; init; } = [];

    /// <summary>Headers that go with the answer, such as the length that a refused range was measured against.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    public static S3Exception NoSuchBucket(string bucket) =>
        new("NoSuchBucket", HttpStatusCode.NotFound, "The specified bucket does not exist") { Details = [("BucketName", bucket)] };

    public static S3Exception NoSuchKey(string key) => new("NoSuchKey", HttpStatusCode.NotFound, "The specified key does not exist.") { Details = [("Key", key)] };

    public static S3Exception NoSuchUpload(string uploadId) =>
        new("NoSuchUpload", HttpStatusCode.NotFound, "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.")
        {
            Details = [("UploadId", uploadId)],
        };

    public static S3Exception PreconditionFailed(string header) =>
        new("PreconditionFailed", HttpStatusCode.PreconditionFailed, "At least one of the pre-conditions you specified did not hold") { Details = [("Condition", header)] };

    public static S3Exception InvalidRange(string range, long lengthBytes) =>
        new("InvalidRange", HttpStatusCode.RequestedRangeNotSatisfiable, "The requested range is not satisfiable")
        {
            Details = [("RangeRequested", range), ("ActualObjectSize", $"{lengthBytes}")],
            Headers = [("Content-Range", $"bytes */{lengthBytes}")],
        };

    public static S3Exception InvalidArgument(string message) => new("InvalidArgument", HttpStatusCode.BadRequest, message);

    public static S3Exception InvalidRequest(string message) => new("InvalidRequest", HttpStatusCode.BadRequest, message);

    public static S3Exception MalformedXml() =>
        new("MalformedXML", HttpStatusCode.BadRequest, "The XML you provided was not well-formed or did not validate against our published schema");

    public static S3Exception InvalidPart() =>
        new("InvalidPart", HttpStatusCode.BadRequest, "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");

    public static S3Exception BadDigest(string what) =>
        new("BadDigest", HttpStatusCode.BadRequest, $"The {what} you specified did not match the calculated checksum.");

    public static S3Exception IncompleteBody() =>
        new("IncompleteBody", HttpStatusCode.BadRequest, "You did not provide the number of bytes specified by the Content-Length HTTP header");

    public static S3Exception NotImplemented(string what) =>
        new("NotImplemented", HttpStatusCode.NotImplemented, $"{what} implies functionality that is not implemented");
}
