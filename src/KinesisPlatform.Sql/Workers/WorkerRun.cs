using System.Runtime.CompilerServices;
using System.Text.Json;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Scans;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Sql.Workers;

/// <summary>One statement in one worker, seen from the engine: what is sent, and what comes back.</summary>
internal sealed class WorkerRun(WorkerLease lease, SqlText sql, ILogger logger)
{
    private readonly WorkerProcess _worker = lease.Process;
    private QueryColumn[] _columns = [];
    private ShardId _shard;

    public bool IsCut { get; private set; }

    /// <summary>Called with each progress the worker reports, while an answer is awaited.</summary>
    public Action<WorkerProgress>? Progressed { get; set; }

    public async Task StartAsync(WorkerPlan plan, IReadOnlyList<object?> parameters, CancellationToken cancellationToken)
    {
        await _worker.SendAsync(FrameKind.Plan, JsonSerializer.SerializeToUtf8Bytes(plan.At(_worker.Folder.Link), WorkerJson.Default.WorkerPlan), cancellationToken);
        await _worker.SendAsync(FrameKind.Parameters, Encode(parameters), cancellationToken);
        await _worker.SendAsync(FrameKind.Run, default, cancellationToken);
        await _worker.FlushAsync(cancellationToken);
    }

    /// <summary>The answer of a worker that only compiles.</summary>
    /// <exception cref="PlatformException">Invalid: the statement does not compile.</exception>
    public async Task<QueryShape> ReadShapeAsync(CancellationToken cancellationToken)
    {
        var (kind, payload) = await ReadAsync(cancellationToken);
        if (kind != FrameKind.Shape) throw new InvalidDataException($"The worker answered {kind} in place of a shape.");
        var shape = JsonSerializer.Deserialize(payload, WorkerJson.Default.QueryShape)!;
        // The answer's end, by which the worker can be used again.
        await ReadAsync(cancellationToken);
        return shape;
    }

    /// <summary>Waits for the first answer.</summary>
    /// <exception cref="PlatformException">Invalid: the statement failed.</exception>
    public async Task<IReadOnlyList<QueryColumn>> ReadColumnsAsync(CancellationToken cancellationToken)
    {
        var (_, payload) = await ReadAsync(cancellationToken);
        _columns = JsonSerializer.Deserialize(payload, WorkerJson.Default.QueryColumnArray)!;
        return _columns;
    }

    /// <returns>Null at the end.</returns>
    /// <exception cref="PlatformException">Invalid: the statement failed on the way.</exception>
    public async Task<IReadOnlyList<object?[]>?> ReadRowsAsync(CancellationToken cancellationToken)
    {
        var (kind, payload) = await ReadAsync(cancellationToken);
        if (kind == FrameKind.End)
        {
            IsCut = payload is [1];
            return null;
        }
        using var reader = new BinaryReader(new MemoryStream(payload));
        var rows = new object?[reader.ReadInt32()][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = new object?[_columns.Length];
            for (var column = 0; column < _columns.Length; column++) rows[row][column] = ValueCodec.Read(reader);
        }
        return rows;
    }

    /// <summary>All rows, of which the end tells whether they were cut.</summary>
    /// <inheritdoc cref="ReadRowsAsync"/>
    public async IAsyncEnumerable<IReadOnlyList<object?[]>> RowsAsync(QueryStats stats, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadRowsAsync(cancellationToken) is { } rows) yield return rows;
        stats.IsCut = IsCut;
    }

    /// <summary>What a scan's statement gives.</summary>
    /// <inheritdoc cref="ReadRowsAsync"/>
    public async Task<IReadOnlyList<ScannedRecord>?> ReadRecordsAsync(CancellationToken cancellationToken)
    {
        var (kind, payload) = await ReadAsync(cancellationToken);
        return kind == FrameKind.End ? null : RecordFrame.Read(payload, ref _shard);
    }

    private static byte[] Encode(IReadOnlyList<object?> parameters)
    {
        var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        ValueCodec.Write(writer, parameters.ToArray());
        writer.Flush();
        return buffer.ToArray();
    }

    private async Task<(FrameKind Kind, byte[] Payload)> ReadAsync(CancellationToken cancellationToken)
    {
        (FrameKind Kind, byte[] Payload) answer;
        while (true)
        {
            try
            {
                answer = await _worker.ReadAsync(cancellationToken);
            }
            catch (PlatformException)
            {
                logger.WorkerEnded(_worker.Id, _worker.Diagnostics);
                throw;
            }
            if (answer.Kind != FrameKind.Progress) break;
            Progressed?.Invoke(WorkerProgress.Decode(answer.Payload));
        }
        if (answer.Kind == FrameKind.End) lease.End();
        if (answer.Kind != FrameKind.Error) return answer;

        var error = JsonSerializer.Deserialize(answer.Payload, WorkerJson.Default.WorkerError)!;
        if (!error.EndsWorker) lease.End();
        if (error.IsInternal)
        {
            logger.WorkerFailed(error.Message);
            throw new PlatformException(FailureKind.Internal, "The query failed inside its worker; the service's log says why.");
        }
        var fault = new SqlStatementException(error.Kind, FieldsHint.Complete(error.Message), error.Position is { } position ? sql.At(position) : null);
        throw new PlatformException(FailureKind.Invalid, fault.Place is { } place ? $"{fault.Message} ({place})." : fault.Message, fault);
    }
}
