using System.Globalization;

namespace KinesisPlatform.QueryGateway.Queries;

/// <summary>What the header <c>Prefer</c> asks for (RFC 7240): <c>respond-async</c>, <c>wait=10</c>. What is not understood is ignored, as the RFC has it.</summary>
/// <param name="Wait">How long to wait for an answer before 202 says that there is none yet.</param>
internal readonly record struct Preference(bool IsAsync, TimeSpan? Wait)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);

    public static Preference Of(HttpRequest request)
    {
        var preference = default(Preference);
        foreach (var part in request.Headers["Prefer"].SelectMany(line => line?.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []))
        {
            if (part.Equals("respond-async", StringComparison.OrdinalIgnoreCase)) preference = preference with { IsAsync = true };
            else if (part.StartsWith("wait=", StringComparison.OrdinalIgnoreCase) && int.TryParse(part.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                preference = preference with { Wait = TimeSpan.FromSeconds(Math.Min(seconds, WaitMax.TotalSeconds)) };
        }
        return preference;
    }
}
