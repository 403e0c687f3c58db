namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>How requests for engines are refused.</summary>
internal static class EngineProblems
{
    public static IResult NotGranted(string engine) => TypedResults.Problem(
        $"This API key may not use the engine '{engine}'. Leave out \"engine\", or have the key's Engines in Access:Keys name it.", statusCode: StatusCodes.Status403Forbidden);
}
