using System.Globalization;
using System.Text;
using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Protocol;

/// <summary>The messages of a server (PostgreSQL documentation, "Message Formats", protocol 3.0).</summary>
internal static class Answers
{
    public static void AuthenticationOk(this MessageWriter writer) => writer.Authentication(0, _ => { });

    public static void Authentication(this MessageWriter writer, int kind, Action<MessageWriter> rest)
    {
        writer.Begin('R');
        writer.WriteInt32(kind);
        rest(writer);
        writer.End();
    }

    public static void ParameterStatus(this MessageWriter writer, string name, string value)
    {
        writer.Begin('S');
        writer.WriteText(name);
        writer.WriteText(value);
        writer.End();
    }

    public static void BackendKeyData(this MessageWriter writer, int processId, int secret)
    {
        writer.Begin('K');
        writer.WriteInt32(processId);
        writer.WriteInt32(secret);
        writer.End();
    }

    /// <param name="status">I: idle; T: in a transaction; E: in one that failed.</param>
    public static void ReadyForQuery(this MessageWriter writer, char status)
    {
        writer.Begin('Z');
        writer.WriteByte((byte)status);
        writer.End();
    }

    public static void RowDescription(this MessageWriter writer, IReadOnlyList<PgColumn> columns, Func<int, short> format)
    {
        writer.Begin('T');
        writer.WriteInt16(columns.Count);
        for (var i = 0; i < columns.Count; i++)
        {
            writer.WriteText(columns[i].Name);
            writer.WriteInt32(0);
            writer.WriteInt16(0);
            writer.WriteInt32(unchecked((int)columns[i].Type.Oid));
            writer.WriteInt16(columns[i].Type.Bytes);
            writer.WriteInt32(columns[i].Modifier);
            writer.WriteInt16(format(i));
        }
        writer.End();
    }

    public static void ParameterDescription(this MessageWriter writer, IReadOnlyList<uint> types)
    {
        writer.Begin('t');
        writer.WriteInt16(types.Count);
        foreach (var type in types) writer.WriteInt32(unchecked((int)type));
        writer.End();
    }

    public static void CommandComplete(this MessageWriter writer, string tag)
    {
        writer.Begin('C');
        writer.WriteText(tag);
        writer.End();
    }

    public static void NegotiateProtocolVersion(this MessageWriter writer, int minor, IReadOnlyList<string> unknownOptions)
    {
        writer.Begin('v');
        writer.WriteInt32(minor);
        writer.WriteInt32(unknownOptions.Count);
        foreach (var option in unknownOptions) writer.WriteText(option);
        writer.End();
    }

    /// <param name="text">That the client sent, for the position; null when it sent none.</param>
    public static void Error(this MessageWriter writer, PostgresException error, string? text)
    {
        writer.Begin('E');
        Field('S', error.IsFatal ? "FATAL" : "ERROR");
        Field('V', error.IsFatal ? "FATAL" : "ERROR");
        Field('C', error.SqlState);
        Field('M', error.Message);
        if (error.Detail is { } detail) Field('D', detail);
        if (error.Hint is { } hint) Field('H', hint);
        // Counted from 1, in characters and not in UTF-16's units.
        if (error.Offset is { } offset && text is not null)
            Field('P', (text.AsSpan(0, Math.Clamp(offset, 0, text.Length)).EnumerateRunes().Count() + 1).ToString(CultureInfo.InvariantCulture));
        writer.WriteByte(0);
        writer.End();

        void Field(char kind, string value)
        {
            writer.WriteByte((byte)kind);
            writer.WriteText(value);
        }
    }

    public static void Warning(this MessageWriter writer, string message)
    {
        writer.Begin('N');
        foreach (var (kind, value) in (ReadOnlySpan<(char, string)>)[('S', "WARNING"), ('V', "WARNING"), ('C', SqlState.Warning), ('M', message)])
        {
            writer.WriteByte((byte)kind);
            writer.WriteText(value);
        }
        writer.WriteByte(0);
        writer.End();
    }

    private static int Count(this SpanRuneEnumerator runes)
    {
        var count = 0;
        while (runes.MoveNext()) count++;
        return count;
    }
}
