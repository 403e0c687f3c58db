using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Sql.Scans;

/// <summary>Runs scans' statements in workers.</summary>
internal sealed class ScanRunner(WorkerPool workers, ILogger<ScanRunner> logger)
{
    /// <param name="tenant">Whose worker runs it.</param>
    /// <param name="isPrepareOnly">Only to see whether it compiles.</param>
    /// <param name="findsLastRecords">As <see cref="WorkerPlan.FindsLastRecords"/>.</param>
    public async Task<ScanWork> StartAsync(string tenant, ScanStatement statement, WorkerTable table, bool isPrepareOnly, bool findsLastRecords, CancellationToken cancellationToken)
    {
        var work = new ScanWork(await workers.RentAsync(tenant, cancellationToken), statement.Text, logger);
        try
        {
            var plan = new WorkerPlan(statement.Text.Text, [table], RowsMax: null, CpuTimeMax: null, isPrepareOnly) { FindsLastRecords = findsLastRecords, GivesRecords = statement.GivesRecords };
            await work.Run.StartAsync(plan, statement.Parameters, cancellationToken);
            if (isPrepareOnly) await work.Run.ReadShapeAsync(cancellationToken);
            else await work.Run.ReadColumnsAsync(cancellationToken);
            return work;
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
    }

    public Task<ScanWork> StartAsync(string tenant, ScanStatement statement, WorkerTable table, CancellationToken cancellationToken) =>
        StartAsync(tenant, statement, table, isPrepareOnly: false, findsLastRecords: false, cancellationToken);

    /// <summary>A statement that runs.</summary>
    internal sealed class ScanWork(WorkerLease lease, SqlText sql, ILogger logger) : IAsyncDisposable
    {
        public WorkerRun Run { get; } = new(lease, sql, logger);

        public ValueTask DisposeAsync() => lease.DisposeAsync();
    }
}
