namespace KinesisPlatform.Sql.Queries;

/// <summary>An engine outside this service, over the same tables, that answers statements of its own dialect. Safe for concurrent callers.</summary>
public interface IExternalEngine
{
    /// <summary>As requests name it (<see cref="QueryRequest.Engine"/>): lower case.</summary>
    string Name { get; }

    /// <summary>What is to be configured before it can be asked; null when it can.</summary>
    string? Missing { get; }

    /// <summary>Checks and starts a statement, and returns when its first row (or its end) is there. Whatever is thrown, nothing is left running behind it that this side could stop.</summary>
    /// <exception cref="PlatformException">Invalid: not allowed, or wrong in the engine's words. NotFound: a table that there is not. Unavailable: the engine does not answer, or cannot now.</exception>
    Task<ExternalResult> StartAsync(ExternalQuery query, CancellationToken cancellationToken);
}
