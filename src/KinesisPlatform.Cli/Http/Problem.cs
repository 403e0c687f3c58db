using System.Globalization;
using System.Net;
using System.Text.Json;

namespace KinesisPlatform.Cli.Http;

/// <summary>Turns a service's refusal into what its user reads.</summary>
internal static class Problem
{
    private const int BytesMax = 256 << 10, ErrorsMax = 100;

    /// <summary>A problem document (RFC 9457), with the <c>errors</c> of validation problems; anything else, as a proxy between may answer, by its status.</summary>
    public static async Task<KpException> ReadAsync(HttpResponseMessage response, Configuration.ServiceAddress address, CancellationToken cancellationToken)
    {
        var problem = await ParseAsync(response, cancellationToken);
        var status = (int)response.StatusCode;
        var name = address.Service.Name;
        var message = Text(problem, "detail") ?? $"{name} at {address.Shown} answered {status} {response.ReasonPhrase} to {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}, without a reason.";
        return new(ExitCodeOf(response.StatusCode), message)
        {
            Status = status,
            Problem = problem,
            Details = problem is { } document ? [.. Errors(document).Take(ErrorsMax)] : [],
            Hint = HintOf(status, response, address, problem),
        };
    }

    public static int ExitCodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => ExitCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway => ExitCode.Unavailable,
        HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => ExitCode.TimedOut,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ExitCode.Usage,
        _ => ExitCode.Failed,
    };

    private static string? HintOf(int status, HttpResponseMessage response, Configuration.ServiceAddress address, JsonElement? problem) => status switch
    {
        401 or 403 => $"kp takes a key from {Configuration.ApiKey.Variable} or from a file of mode 600 ({GlobalOptions.KeyFileName}).",
        429 or 503 when response.Headers.RetryAfter?.Delta is { } wait => string.Create(CultureInfo.InvariantCulture, $"Try again in {Math.Max(1, wait.TotalSeconds):0} s."),
        404 or 405 when Text(problem, "detail") is null => $"{address.Shown} may not be the {address.Service.Name}, or an older one: look at {address.Service.Option}, and at 'kp doctor'.",
        >= 500 when Text(problem, "traceId") is { } trace => $"Its log tells more under trace {trace}.",
        _ => null,
    };

    private static IEnumerable<string> Errors(JsonElement problem)
    {
        if (!problem.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Object) yield break;
        foreach (var member in errors.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Array) continue;
            foreach (var error in member.Value.EnumerateArray()) yield return member.Name.Length == 0 ? $"{error}" : $"{member.Name}: {error}";
        }
    }

    private static string? Text(JsonElement? problem, string member) =>
        problem is { } document && document.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static async Task<JsonElement?> ParseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json")) return null;
        try
        {
            await response.Content.LoadIntoBufferAsync(BytesMax, cancellationToken);
            using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }
}
