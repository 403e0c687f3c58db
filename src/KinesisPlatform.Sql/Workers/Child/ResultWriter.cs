using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Writes a result's frames. The pipe blocks while the engine does not read, which is what paces the query.</summary>
internal sealed class ResultWriter(Stream output) : IDisposable
{
    private const int FrameBytesTarget = 128 << 10;

    // A frame is written at once, so that the engine is woken up once for it: its header, and the number of its rows, are written last.
    private static ReadOnlySpan<byte> Head => [0, 0, 0, 0, 0, 0, 0, 0, 0];

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

    /// <summary>A scan's records, whole and without columns.</summary>
    public void WriteRecords(DuckDbResult result)
    {
        var buffer = new ArrayBufferWriter<byte>(RecordFrame.BytesTarget * 2);
        var more = result.ReadChunk();
        // Nobody needs their names; that they come shows that the statement runs.
        WriteColumns(result.Columns);
        for (var isFirst = true; more; more = result.ReadChunk(), isFirst = false)
        {
            for (var row = 0; row < result.RowCount; row++)
            {
                if (buffer.WrittenCount == 0) buffer.Write(Head);
                RecordFrame.Write(buffer, result, row);
                _rowCount++;
                Interlocked.Increment(ref _rowTotal);
                if (buffer.WrittenCount >= RecordFrame.BytesTarget) Flush(buffer);
            }
            if (isFirst) Flush(buffer);
        }
        Flush(buffer);
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
        if (_rowCount == 0) writer.Write(Head);
        for (var column = 0; column < result.Columns.Count; column++) ValueCodec.Write(writer, WireValue.From(result.GetValue(column, row), result.Columns[column].Type));
        _rowCount++;
        Interlocked.Increment(ref _rowTotal);
        if (_buffer.Length >= FrameBytesTarget) Flush();
    }

    private void Flush()
    {
        if (_rowCount == 0) return;
        Send(FrameKind.Rows, _buffer.GetBuffer().AsSpan(0, (int)_buffer.Length), _rowCount);
        _buffer.SetLength(0);
        _rowCount = 0;
    }

    private void Flush(ArrayBufferWriter<byte> records)
    {
        if (_rowCount == 0) return;
        if (!MemoryMarshal.TryGetArray(records.WrittenMemory, out var frame)) throw new InvalidOperationException("The buffer is not an array.");
        Send(FrameKind.Records, frame, _rowCount);
        records.ResetWrittenCount();
        _rowCount = 0;
    }

    /// <param name="frame">Begins with <see cref="Head"/>.</param>
    private void Send(FrameKind kind, Span<byte> frame, int rowCount)
    {
        Frames.WriteHeader(frame, kind, frame.Length - Frames.HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(frame[Frames.HeaderBytes..], rowCount);
        Send(frame);
    }

    private void Send(FrameKind kind, ReadOnlySpan<byte> payload) => Send(Frames.Of(kind, payload));

    private void Send(ReadOnlySpan<byte> frame)
    {
        lock (_turn)
        {
            output.Write(frame);
            output.Flush();
        }
    }
}
