using KinesisPlatform.LocalAws.Http.Faults;
using KinesisPlatform.LocalAws.Http.Signing;

namespace KinesisPlatform.LocalAws.Http;

/// <summary>Tells the services apart as AWS' own clients do: by target header, then by the signature's scope, then by host; S3 takes the rest.</summary>
internal sealed class ServiceRouter(IEnumerable<ILocalService> services, SignatureCheck signatures, FaultInjection faults)
{
    private readonly ILocalService[] _services = [.. services];

    /// <summary>In the order in which they were registered.</summary>
    public IEnumerable<string> ServiceNames => _services.Select(s => s.SigningName);

    public async Task HandleAsync(HttpContext context)
    {
        var service = Find(context.Request);
        if (await signatures.CheckAsync(context, service) is { } refusal) await service.WriteErrorAsync(context, refusal);
        else await faults.HandleAsync(context, service);
    }

    private ILocalService Find(HttpRequest request)
    {
        if (request.Headers["X-Amz-Target"].FirstOrDefault() is { } target)
            return _services.FirstOrDefault(s => s.TargetPrefix is { } prefix && target.StartsWith(prefix + ".", StringComparison.Ordinal)) ?? BySigningName("s3");
        // Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/kinesis/aws4_request, ...
        var scope = request.Headers.Authorization.ToString().Split('/');
        if (scope.Length > 3 && _services.FirstOrDefault(s => s.SigningName == scope[3]) is { } signed) return signed;
        var label = request.Host.Host.Split('.')[0];
        return _services.FirstOrDefault(s => s.SigningName == label) ?? BySigningName("s3");
    }

    private ILocalService BySigningName(string name) => _services.Single(s => s.SigningName == name);
}
