using System.Text;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Copy;

/// <summary>Writes rows as COPY TO STDOUT does: announced, one message a row, ended (PostgreSQL documentation, "COPY Operations" and "COPY", file formats).</summary>
internal sealed class CopyWriter(IReadOnlyList<PgColumn> columns, CopyOptions options) : IRowWriter
{
    private static readonly byte[] BinaryHeader = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly StringBuilder _line = new();
    private bool _isBegun;
    private readonly bool[] _isQuoted = [.. columns.Select(column => options.QuotesAll || options.Quoted.Contains(column.Name))];

    public void Begin(MessageWriter writer)
    {
        var format = options.Format == CopyFormat.Binary ? 1 : 0;
        writer.Begin('H');
        writer.WriteByte((byte)format);
        writer.WriteInt16(columns.Count);
        foreach (var _ in columns) writer.WriteInt16(format);
        writer.End();
        if (options.HasHeader) Line(writer, column => columns[column].Name, isHeader: true);
    }

    public void Write(MessageWriter writer, object?[] row)
    {
        if (options.Format == CopyFormat.Binary) Binary(writer, () => Fields(writer, row));
        else Line(writer, column => row[column] is { } value ? TextFormat.Of(value, columns[column].Type) : null, isHeader: false);
    }

    public void End(MessageWriter writer)
    {
        if (options.Format == CopyFormat.Binary) Binary(writer, () => writer.WriteInt16(-1));
        writer.Write('c');
    }

    // The header is part of the first message, whatever that is: Npgsql counts on it.
    private void Binary(MessageWriter writer, Action write) => Data(writer, () =>
    {
        if (!_isBegun) writer.WriteBytes(BinaryHeader);
        _isBegun = true;
        write();
    });

    private void Fields(MessageWriter writer, object?[] row)
    {
        writer.WriteInt16(row.Length);
        for (var i = 0; i < row.Length; i++)
        {
            var type = columns[i].Type;
            if (row[i] is { } value) writer.WriteValue(to => BinaryFormat.Write(to, value, type));
            else writer.WriteInt32(-1);
        }
    }

    private void Line(MessageWriter writer, Func<int, string?> text, bool isHeader)
    {
        _line.Clear();
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0) _line.Append(options.Delimiter);
            if (text(i) is not { } value) _line.Append(options.Null);
            else if (options.Format == CopyFormat.Csv) Csv(value, _isQuoted[i] && !isHeader);
            else Escaped(value);
        }
        _line.Append('\n');
        Data(writer, () => writer.WriteBytes(Encoding.UTF8.GetBytes(_line.ToString())));
    }

    private void Escaped(string value)
    {
        foreach (var character in value)
        {
            var escape = character switch { '\\' => '\\', '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', '\v' => 'v', _ => character == options.Delimiter ? character : '\0' };
            if (escape != '\0') _line.Append('\\').Append(escape);
            else _line.Append(character);
        }
    }

    private void Csv(string value, bool isQuoted)
    {
        // What looks like NULL must be told from it, and a line of \. alone ends the data for readers of files.
        isQuoted |= value == options.Null || (columns.Count == 1 && value == "\\.") || value.AsSpan().IndexOfAny([options.Delimiter, options.Quote, '\n', '\r']) >= 0;
        if (!isQuoted)
        {
            _line.Append(value);
            return;
        }
        _line.Append(options.Quote);
        foreach (var character in value)
        {
            if (character == options.Quote || character == options.Escape) _line.Append(options.Escape);
            _line.Append(character);
        }
        _line.Append(options.Quote);
    }

    private static void Data(MessageWriter writer, Action write)
    {
        writer.Begin('d');
        write();
        writer.End();
    }
}
