namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>Begins statements at Trino.</summary>
internal sealed class TrinoRuns(TrinoClient client, ILogger<TrinoRuns> logger)
{
    private const int RowsMax = 10_000;

    /// <summary>Sends a statement and waits for its columns, its end or its failure.</summary>
    /// <param name="report">Takes each answer's stats.</param>
    /// <exception cref="TrinoFailedException">It failed.</exception>
    /// <exception cref="PlatformException">Unavailable.</exception>
    public async Task<TrinoRun> BeginAsync(
        string sql, IReadOnlyList<string> parameters, bool isExplained, TrinoSession session, CancellationToken cancellationToken, Action<TrinoStats>? report = null)
    {
        var run = new TrinoRun(client, logger, report ?? (_ => { }));
        try
        {
            await run.TakeAsync(await client.BeginAsync(sql, parameters, isExplained, session, cancellationToken), cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>All rows of a statement that gives few.</summary>
    /// <inheritdoc cref="BeginAsync"/>
    public async Task<IReadOnlyList<object?[]>> ReadAsync(string sql, IReadOnlyList<string> parameters, bool isExplained, TrinoSession session, CancellationToken cancellationToken)
    {
        var all = new List<object?[]>();
        await using var run = await BeginAsync(sql, parameters, isExplained, session, cancellationToken);
        await foreach (var rows in run.ReadAsync(cancellationToken))
        {
            all.AddRange(rows);
            if (all.Count > RowsMax) throw new PlatformException(FailureKind.Unavailable, $"Trino answers more than {RowsMax} rows where few were expected.");
        }
        return all;
    }
}
