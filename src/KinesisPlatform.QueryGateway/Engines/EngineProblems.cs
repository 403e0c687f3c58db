namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>How requests for engines are refused.</summary>
internal static class EngineProblems
{
    /// <param name="address">Of what its <c>Url</c> is the address.</param>
    public static string? NotConfigured(string engine, string address, Uri? url) => url is null
        ? $"No {engine} cluster is configured here. Set {EnginesOptions.SectionName}:{engine}:Url to {address} (GET /clusters/{{id}} of the cluster-provisioner tells it; kp forward-local-ports brings it to this machine) and restart the query-gateway."
        : null;

    public static IResult NotGranted(string engine) => TypedResults.Problem(
        $"This API key may not use the engine '{engine}'. Leave out \"engine\", or have the key's Engines in Access:Keys name it.", statusCode: StatusCodes.Status403Forbidden);
}
