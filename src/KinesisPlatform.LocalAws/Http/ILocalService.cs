namespace KinesisPlatform.LocalAws.Http;

/// <summary>One AWS service of the emulator.</summary>
internal interface ILocalService
{
    /// <summary>The service's SigV4 signing name, such as <c>kinesis</c>.</summary>
    string SigningName { get; }

    /// <summary>Prefix of <c>X-Amz-Target</c>, such as <c>Kinesis_20131202</c>; null for a REST service.</summary>
    string? TargetPrefix { get; }

    Task HandleAsync(HttpContext context);
}
