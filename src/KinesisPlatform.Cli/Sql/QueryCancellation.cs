using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Sql;

/// <summary>Ends a query at the gateway: <c>DELETE /queries/{id}</c>.</summary>
internal static class QueryCancellation
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Stops what is left of a query that nobody waits for any more, and says whether that worked.</summary>
    /// <param name="id">Null: the gateway had not said it yet.</param>
    public static async Task CancelAsync(ServiceClient gateway, string? id, Terminal terminal)
    {
        if (id is null)
        {
            terminal.Warn("the gateway had not answered yet. If it took the query, that runs until its timeout; 'kp queries' lists it.");
            return;
        }
        try
        {
            await DeleteAsync(gateway, id);
            terminal.Note($"Query {id} was cancelled.");
        }
        catch (Exception error) when (error is KpException or OperationCanceledException)
        {
            terminal.Warn($"query {id} could not be cancelled ({error.Message}). It runs until its timeout, or until 'kp queries cancel {id}'.");
        }
    }

    /// <summary>Lets the gateway forget a result that has been read; it would by itself, later.</summary>
    public static async Task ReleaseAsync(ServiceClient gateway, string id)
    {
        try
        {
            await DeleteAsync(gateway, id);
        }
        catch (Exception error) when (error is KpException or OperationCanceledException)
        {
            // It expires.
        }
    }

    private static async Task DeleteAsync(ServiceClient gateway, string id)
    {
        using var limit = new CancellationTokenSource(Limit);
        await gateway.SendAsync(HttpMethod.Delete, $"queries/{id}", null, limit.Token);
    }
}
