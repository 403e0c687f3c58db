using System.Buffers.Binary;
using System.Text.Json;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Writes a result's frames. The pipe blocks while the engine does not read, which is what paces the query.</summary>
internal sealed class ResultWriter(Stream output) : IDisposable
{
    private const int FrameBytesTarget = 128 << 10;

    private readonly MemoryStream _buffer = new();
    private bool _isCut;
    private readonly Lock _turn = new();
    private int _rowCount;
    private long _rowTotal;

    /// <summary>Rows that were written so far; may be read while another thread writes.</summary>
    public long RowTotal => Interlocked.Read(ref _rowTotal);

    public void Write(DuckDbResult result, long rowsMax)
    {
        using var writer = new BinaryWriter(_buffer, System.Text.Encoding.UTF8, leaveOpen: true);
        // The first chunk before the columns: what fails at once fails before anything was answered.
        var more = result.ReadChunk();
        WriteColumns(result.Columns);
        var left = rowsMax;
        for (var isFirst = true; more; more = result.ReadChunk(), isFirst = false)
        {
            var count = (int)Math.Min(result.RowCount, left);
            for (var row = 0; row < count; row++) WriteRow(writer, result, row);
            _isCut = count < result.RowCount;
            left -= count;
            if (_isCut) break;
            if (isFirst) Flush();
        }
        Flush();
    }

    public void WriteShape(DuckDbStatement statement) => Send(FrameKind.Shape, JsonSerializer.SerializeToUtf8Bytes(
        new QueryShape(statement.ReadColumns()?.Select(Column).ToArray(), [.. statement.ReadParameterTypes().Select(type => type?.ToString())]), WorkerJson.Default.QueryShape));

    public void End() => Send(FrameKind.End, [_isCut ? (byte)1 : (byte)0]);

    /// <summary>May be called while another thread writes.</summary>
    public void Report(WorkerProgress progress) => Send(FrameKind.Progress, progress.Encode());

    public void Fail(WorkerError error) => Send(FrameKind.Error, JsonSerializer.SerializeToUtf8Bytes(error, WorkerJson.Default.WorkerError));

    public void Dispose() => _buffer.Dispose();

    private void WriteColumns(IReadOnlyList<DuckDbColumn> columns) =>
        Send(FrameKind.Columns, JsonSerializer.SerializeToUtf8Bytes(columns.Select(Column).ToArray(), WorkerJson.Default.QueryColumnArray));

    private static QueryColumn Column(DuckDbColumn column) => new(column.Name, column.Type.ToString());

    private void WriteRow(BinaryWriter writer, DuckDbResult result, int row)
    {
        if (_rowCount == 0) writer.Write(0);
        for (var column = 0; column < result.Columns.Count; column++) ValueCodec.Write(writer, WireValue.From(result.GetValue(column, row), result.Columns[column].Type));
        _rowCount++;
        Interlocked.Increment(ref _rowTotal);
        if (_buffer.Length >= FrameBytesTarget) Flush();
    }

    private void Flush()
    {
        if (_rowCount == 0) return;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetBuffer(), _rowCount);
        Send(FrameKind.Rows, _buffer.GetBuffer().AsSpan(0, (int)_buffer.Length));
        _buffer.SetLength(0);
        _rowCount = 0;
    }

    private void Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[Frames.HeaderBytes];
        Frames.WriteHeader(header, kind, payload.Length);
        lock (_turn)
        {
            output.Write(header);
            output.Write(payload);
            output.Flush();
        }
    }
}
