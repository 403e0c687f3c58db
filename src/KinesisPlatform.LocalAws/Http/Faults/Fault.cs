namespace KinesisPlatform.LocalAws.Http.Faults;

/// <summary>A fault that requests may meet. Thread-safe.</summary>
internal sealed class Fault(int id, FaultRequest request)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(request.Seed ?? id);

    public int Id => id;

    public string Service => request.Service ?? "*";

    public string Operation => request.Operation ?? "*";

    public FaultKind Kind { get; } = Enum.Parse<FaultKind>(request.Kind!, ignoreCase: true);

    public TimeSpan Delay => TimeSpan.FromMilliseconds(request.DelayMilliseconds ?? 0);

    public ServiceError Error => new(
        request.StatusCode ?? StatusCodes.Status500InternalServerError,
        request.Code ?? "InternalFailure",
        request.Message ?? "A fault that was injected through /_local/faults.");

    public int? Count => request.Count;

    public double Probability => request.Probability ?? 1;

    /// <summary>Requests that it has struck.</summary>
    public int StruckCount { get; private set; }

    /// <summary>Decides about one request, and counts it if it strikes.</summary>
    public bool Strikes(string service, string operation)
    {
        if (request.Service is { } s && s != service) return false;
        if (request.Operation is { } o && !o.Equals(operation, StringComparison.OrdinalIgnoreCase)) return false;
        lock (_gate)
        {
            if (StruckCount >= Count || (Probability < 1 && _random.NextDouble() >= Probability)) return false;
            StruckCount++;
            return true;
        }
    }
}
