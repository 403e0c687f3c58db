namespace KinesisPlatform.Access;

/// <summary>A stream's name, in which <c>*</c> stands for any characters or none. Case matters, as it does in Kinesis.</summary>
internal sealed record StreamPattern
{
    private const int LengthMax = 128;

    private readonly string[] _pieces;

    public StreamPattern(string text)
    {
        if (!IsValid(text)) throw new FormatException($"'{text}' is not a stream's name or pattern.");
        (Text, _pieces) = (text, text.Split('*'));
    }

    public static StreamPattern All { get; } = new("*");

    public string Text { get; }

    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= LengthMax } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-' or '*');

    public bool Matches(StreamName stream)
    {
        var rest = stream.Value.AsSpan();
        if (_pieces.Length == 1) return rest.SequenceEqual(_pieces[0]);
        if (rest.Length < _pieces[0].Length + _pieces[^1].Length || !rest.StartsWith(_pieces[0], StringComparison.Ordinal) || !rest.EndsWith(_pieces[^1], StringComparison.Ordinal)) return false;
        rest = rest[_pieces[0].Length..^_pieces[^1].Length];
        // The leftmost place of each piece leaves the most for those behind it.
        foreach (var piece in _pieces.AsSpan()[1..^1])
        {
            var at = rest.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0) return false;
            rest = rest[(at + piece.Length)..];
        }
        return true;
    }

    public bool Equals(StreamPattern? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
