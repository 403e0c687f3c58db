namespace KinesisPlatform.Cli.Sql.Interactive;

/// <summary>Reads one line from a terminal, with the keys that shells have, history and completion.</summary>
/// <param name="readKey">Blocks; Ctrl-C is a key like any other.</param>
/// <param name="complete">What the word before the cursor may become, given all that stands before the cursor.</param>
internal sealed class LineEditor(Func<ConsoleKeyInfo> readKey, LineScreen screen, InputHistory history, Func<string, WordCompletion> complete)
{
    private string _text = "";
    private int _cursor;
    private int _at;
    private string _draft = "";

    /// <summary>The next line, however it ended.</summary>
    public LineInput Read(string prompt)
    {
        (_text, _cursor, _at, _draft) = ("", 0, history.Lines.Count, "");
        screen.Begin(prompt);
        while (true)
        {
            screen.Draw(_text, _cursor);
            var key = readKey();
            var isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.Enter: return End(LineEnd.Entered);
                case ConsoleKey.C when isControl: return End(LineEnd.Abandoned);
                case ConsoleKey.D when isControl && _text.Length == 0: return End(LineEnd.Closed);
                case ConsoleKey.L when isControl: screen.Clear(); break;
                case ConsoleKey.Tab: Complete(); break;
                case ConsoleKey.UpArrow: Recall(_at - 1); break;
                case ConsoleKey.DownArrow: Recall(_at + 1); break;
                case ConsoleKey.P when isControl: Recall(_at - 1); break;
                case ConsoleKey.N when isControl: Recall(_at + 1); break;
                default:
                    if (!Move(key, isControl) && !Delete(key, isControl) && !char.IsControl(key.KeyChar)) Insert(key.KeyChar.ToString());
                    break;
            }
        }
    }

    private bool Move(ConsoleKeyInfo key, bool isControl)
    {
        int? to = key.Key switch
        {
            ConsoleKey.LeftArrow when isControl => WordStart(),
            ConsoleKey.RightArrow when isControl => WordEnd(),
            ConsoleKey.LeftArrow => Math.Max(0, _cursor - 1),
            ConsoleKey.RightArrow => Math.Min(_text.Length, _cursor + 1),
            ConsoleKey.Home => 0,
            ConsoleKey.End => _text.Length,
            ConsoleKey.A when isControl => 0,
            ConsoleKey.E when isControl => _text.Length,
            _ => null,
        };
        if (to is { } position) _cursor = position;
        return to is not null;
    }

    private bool Delete(ConsoleKeyInfo key, bool isControl)
    {
        (int From, int To)? range = key.Key switch
        {
            ConsoleKey.Backspace => (Math.Max(0, _cursor - 1), _cursor),
            ConsoleKey.H when isControl => (Math.Max(0, _cursor - 1), _cursor),
            ConsoleKey.Delete => (_cursor, Math.Min(_text.Length, _cursor + 1)),
            ConsoleKey.D when isControl => (_cursor, Math.Min(_text.Length, _cursor + 1)),
            ConsoleKey.U when isControl => (0, _cursor),
            ConsoleKey.K when isControl => (_cursor, _text.Length),
            ConsoleKey.W when isControl => (WordStart(), _cursor),
            _ => null,
        };
        if (range is not { } gone) return false;
        _text = _text.Remove(gone.From, gone.To - gone.From);
        _cursor = gone.From;
        return true;
    }

    private void Insert(string text)
    {
        _text = _text.Insert(_cursor, text);
        _cursor += text.Length;
    }

    private void Recall(int at)
    {
        if (at < 0 || at > history.Lines.Count) return;
        if (_at == history.Lines.Count) _draft = _text;
        _at = at;
        _text = at == history.Lines.Count ? _draft : history.Lines[at];
        _cursor = _text.Length;
    }

    private void Complete()
    {
        var (start, candidates) = complete(_text[.._cursor]);
        if (candidates.Count == 0) return;
        var word = _text[start.._cursor];
        // A name that needs quotes differs from what was typed at its first character: it counts where nothing else goes on with the word.
        var going = candidates.Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList();
        var common = (going.Count > 0 ? going : candidates).Aggregate((a, b) => a[..a.Zip(b).TakeWhile(pair => char.ToUpperInvariant(pair.First) == char.ToUpperInvariant(pair.Second)).Count()]);
        if (candidates.Count == 1) common += " ";
        if (common.Length > word.Length)
        {
            _text = _text.Remove(start, word.Length).Insert(start, common);
            _cursor = start + common.Length;
        }
        else if (candidates.Count > 1) screen.List(candidates);
    }

    private int WordStart()
    {
        var i = _cursor;
        while (i > 0 && !char.IsLetterOrDigit(_text[i - 1])) i--;
        while (i > 0 && char.IsLetterOrDigit(_text[i - 1])) i--;
        return i;
    }

    private int WordEnd()
    {
        var i = _cursor;
        while (i < _text.Length && !char.IsLetterOrDigit(_text[i])) i++;
        while (i < _text.Length && char.IsLetterOrDigit(_text[i])) i++;
        return i;
    }

    private LineInput End(LineEnd end)
    {
        screen.Draw(_text, _text.Length);
        screen.End(end);
        return new(end, _text);
    }
}
