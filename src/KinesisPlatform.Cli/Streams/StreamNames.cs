using KinesisPlatform.Cli.Http;

namespace KinesisPlatform.Cli.Streams;

/// <summary>The streams that the gateway knows and the key may read.</summary>
internal static class StreamNames
{
    public static async Task<IReadOnlyList<string>> ListAsync(ServiceClient gateway, CancellationToken cancellationToken) =>
        [.. (await gateway.GetAsync("streams", KpJson.Default.StreamList, cancellationToken)).Streams.Select(stream => stream.Name)];

    /// <summary>The same failure, with what the name may have been meant to be.</summary>
    public static async Task<KpException> ExplainAsync(KpException error, string name, ServiceClient gateway, CancellationToken cancellationToken)
    {
        if (error.Code is not (ExitCode.NotFound or ExitCode.Usage)) return error;
        try
        {
            var known = await ListAsync(gateway, cancellationToken);
            // Then the name is not what is wrong.
            if (known.Contains(name)) return error;
            return new(error.Code, error.Message, error) { Details = error.Details, Problem = error.Problem, Status = error.Status, Hint = HintOf(name, known) };
        }
        catch (KpException)
        {
            return error;
        }
    }

    public static string HintOf(string name, IReadOnlyList<string> known) => known.Count == 0
        ? "There are no streams yet that this key may read."
        : NearestNames.Of(name, known) is { Count: > 0 } near ? $"Did you mean {string.Join(" or ", near)}?"
        : $"There {(known.Count == 1 ? "is" : "are")} {string.Join(", ", known.Take(10))}{(known.Count > 10 ? $" and {known.Count - 10} more: see 'kp streams'" : "")}.";
}
