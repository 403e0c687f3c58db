namespace KinesisPlatform.LocalAws.S3;

/// <summary>Which operation of the S3 API a request is, by its method, address, sub-resource and headers.</summary>
internal static class S3Operation
{
    /// <summary>Parameters that would select an operation this service does not have: doing the plain operation instead would be wrong.</summary>
    private static readonly string[] Unsupported =
    [
        "accelerate", "acl", "analytics", "attributes", "cors", "encryption", "intelligent-tiering", "inventory", "legal-hold", "lifecycle", "logging", "metrics",
        "notification", "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore",
        "retention", "select", "torrent", "versionId", "versioning", "versions", "website",
    ];

    /// <returns>The name in the API reference, such as <c>PutObject</c>; null for a request that is none.</returns>
    public static string? Identify(S3Request request)
    {
        if (Array.Exists(Unsupported, request.HasQuery)) return null;
        var method = request.Http.Request.Method;
        if (request.BucketName is null) return method == "GET" ? "ListBuckets" : null;
        return request.KeyName is null ? OnBucket(request, method) : OnObject(request, method);
    }

    private static string? OnBucket(S3Request request, string method) => method switch
    {
        "PUT" when !request.HasQuery("tagging") => "CreateBucket",
        "HEAD" => "HeadBucket",
        "DELETE" when !request.HasQuery("tagging") => "DeleteBucket",
        "POST" when request.HasQuery("delete") => "DeleteObjects",
        "GET" when request.HasQuery("location") => "GetBucketLocation",
        "GET" when request.HasQuery("uploads") => "ListMultipartUploads",
        "GET" when request.HasQuery("tagging") => null,
        "GET" => request.Query("list-type") == "2" ? "ListObjectsV2" : "ListObjects",
        _ => null,
    };

    private static string? OnObject(S3Request request, string method)
    {
        var tagging = request.HasQuery("tagging");
        var part = request.HasQuery("uploadId");
        var copy = request.Header("x-amz-copy-source") is not null;
        return method switch
        {
            "GET" => tagging ? "GetObjectTagging" : part ? "ListParts" : "GetObject",
            "HEAD" => "HeadObject",
            "PUT" when tagging => "PutObjectTagging",
            "PUT" when part => copy ? "UploadPartCopy" : "UploadPart",
            "PUT" => copy ? "CopyObject" : "PutObject",
            "POST" when request.HasQuery("uploads") => "CreateMultipartUpload",
            "POST" when part => "CompleteMultipartUpload",
            "DELETE" => tagging ? "DeleteObjectTagging" : part ? "AbortMultipartUpload" : "DeleteObject",
            _ => null,
        };
    }
}
