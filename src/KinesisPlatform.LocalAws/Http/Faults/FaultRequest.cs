namespace KinesisPlatform.LocalAws.Http.Faults;

/// <summary>
/// The body of <c>POST /_local/faults</c>:
/// <c>{"service":"s3","operation":"PutObject","kind":"error","statusCode":503,"code":"SlowDown","message":"Reduce your request rate.","count":2}</c>.
/// </summary>
/// <param name="Service">Signing name; every service if absent.</param>
/// <param name="Operation">Name in the API reference; every operation if absent.</param>
/// <param name="Kind"><c>error</c>, <c>latency</c> or <c>lostResponse</c>.</param>
/// <param name="StatusCode">Of an error; 500 if absent.</param>
/// <param name="Code">AWS error code; <c>InternalFailure</c> if absent.</param>
/// <param name="DelayMilliseconds">Of a latency; needed there.</param>
/// <param name="Count">Requests that it strikes; without end if absent.</param>
/// <param name="Probability">That it strikes a request that matches, above 0 and up to 1; 1 if absent.</param>
/// <param name="Seed">Of the randomness: the same seed strikes the same requests of the same sequence.</param>
internal sealed record FaultRequest(
    string? Service, string? Operation, string? Kind, int? StatusCode, string? Code, string? Message, int? DelayMilliseconds, int? Count, double? Probability, int? Seed)
{
    private const int DelayMillisecondsMax = 600_000;

    /// <returns>The errors by member; empty if there are none.</returns>
    public Dictionary<string, string[]> Validate(IEnumerable<string> services)
    {
        var errors = new Dictionary<string, string[]>();
        void Require(bool holds, string member, string message)
        {
            if (!holds) errors[member] = [message];
        }

        Require(Service is null || services.Contains(Service), "service", $"Name one of {string.Join(", ", services)}, or leave it out for all of them.");
        Require(Enum.TryParse<FaultKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind), "kind", "Say error, latency or lostResponse.");
        Require(StatusCode is null or (>= 300 and <= 599), "statusCode", "Give an HTTP status from 300 to 599.");
        Require(kind != FaultKind.Latency || DelayMilliseconds is > 0 and <= DelayMillisecondsMax, "delayMilliseconds", $"A latency needs milliseconds from 1 to {DelayMillisecondsMax}.");
        Require(Count is null or > 0, "count", "Give a count above 0, or leave it out for a fault without end.");
        Require(Probability is null or (> 0 and <= 1), "probability", "Give a probability above 0 and up to 1.");
        return errors;
    }
}
