namespace KinesisPlatform.LocalAws.Http;

/// <summary>One AWS service of the emulator.</summary>
internal interface ILocalService
{
    /// <summary>The service's SigV4 signing name, such as <c>kinesis</c>.</summary>
    string SigningName { get; }

    /// <summary>Prefix of <c>X-Amz-Target</c>, such as <c>Kinesis_20131202</c>; null for a REST service.</summary>
    string? TargetPrefix { get; }

    Task HandleAsync(HttpContext context);

    /// <summary>The name of the request's operation in the API reference, such as <c>PutRecords</c>: faults are injected by it. Empty where it is none.</summary>
    string OperationOf(HttpRequest request) => AwsJson.OperationOf(request);

    /// <summary>Answers with an error in the shape that the service's own errors have.</summary>
    Task WriteErrorAsync(HttpContext context, ServiceError error) => AwsJson.WriteErrorAsync(context, error);
}
