using System.Text;

namespace KinesisPlatform.Sql.Gate;

/// <summary>
/// A text that is parsed and run. The user wrote the part after <paramref name="LinesBefore"/> lines, and something else where <see cref="Edits"/> replaced it: positions are told as he
/// sees them.
/// </summary>
internal sealed record SqlText(string Text, int LinesBefore = 0)
{
    private readonly SqlText? _written;

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<TextEdit> Edits { get; private init; } = [];

    /// <param name="edits">In the order of the text, without overlaps.</param>
    public static SqlText Edited(SqlText written, IReadOnlyList<TextEdit> edits)
    {
        var before = written.Text;
        var text = new StringBuilder();
        var end = 0;
        foreach (var edit in edits)
        {
            text.Append(before, end, edit.WrittenStart - end).Append(edit.Replacement);
            end = edit.WrittenStart + edit.WrittenLength;
        }
        return new(text.Append(before, end, before.Length - end).ToString(), written, edits);
    }

    private SqlText(string text, SqlText written, IReadOnlyList<TextEdit> edits) : this(text) => (_written, Edits) = (written, edits);

    /// <param name="offset">In characters of <see cref="Text"/>.</param>
    public TextPosition At(int offset)
    {
        if (_written is not null) return _written.At(WrittenAt(offset));
        var position = TextPosition.At(Text, offset);
        return position with { Line = Math.Max(1, position.Line - LinesBefore) };
    }

    /// <param name="offset">In bytes of UTF-8, as DuckDB's parser counts.</param>
    public TextPosition AtByte(ulong offset) => At(CharacterAt(offset));

    /// <summary>The character of <see cref="Text"/> that begins at a byte of its UTF-8.</summary>
    public int CharacterAt(ulong offset)
    {
        var bytes = 0UL;
        var at = 0;
        foreach (var rune in Text.EnumerateRunes())
        {
            if (bytes >= offset) break;
            bytes += (ulong)rune.Utf8SequenceLength;
            at += rune.Utf16SequenceLength;
        }
        return at;
    }

    // Within a replacement: where what it replaces begins.
    private int WrittenAt(int offset)
    {
        var grown = 0;
        foreach (var edit in Edits)
        {
            var start = edit.WrittenStart + grown;
            if (offset < start) break;
            if (offset < start + edit.Replacement.Length) return edit.WrittenStart;
            grown += edit.Replacement.Length - edit.WrittenLength;
        }
        return offset - grown;
    }
}
