using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>A statement that may be sent, with what is known of it.</summary>
/// <param name="Streams">That it names, in texts and parameters too unless confined, and the caller reads whole.</param>
/// <param name="Partial">Names in it of streams that the caller sees a part of.</param>
/// <param name="IsConfined">It may read <paramref name="Streams"/> and nothing else.</param>
internal sealed record TrinoQuery(TrinoStatement Statement, TrinoText Text, TrinoSession Session, IReadOnlyList<string> Parameters, IReadOnlyList<StreamName> Streams, IReadOnlySet<string> Partial, bool IsConfined)
{
    /// <summary>Whether Trino's planner can say what it reads.</summary>
    public bool CanBeExplained => Statement.IsQuery;

    /// <summary>The failure as it is told to who wrote the statement.</summary>
    /// <param name="isExplained">It was sent behind a line of its own, unless it has parameters.</param>
    public PlatformException Translate(TrinoError error, bool isExplained)
    {
        var text = isExplained && Parameters.Count == 0 ? Text.Behind(TrinoExplain.Prefix) : Text;
        var place = error is { Line: { } line, Column: { } column } ? text.At(line, column) : null;
        // An empty session has no schema: in one, an unknown table is a name without.
        if (IsConfined && error.IsOfMissingTable && place is { } at && Statement.NameAt(at) is { } name) return Unknown(name, at);
        if (IsConfined && error.IsOfMissingTable && place is null) return new(FailureKind.NotFound, $"Trino finds no table of {string.Join(" or ", Streams)}: nothing of it may be archived yet. Ask with \"fresh\": true, or the service's own engine, which sees live records.");
        return error.ToException(place);
    }

    // Of a stream that may not be read just what is said of one that there is not.
    private PlatformException Unknown(string name, TextPosition place) => Partial.Contains(name.ToLowerInvariant())
        ? new(FailureKind.Invalid, $"This API key sees a part of \"{name}\" only, and Trino reads tables whole. Leave out \"engine\": the service's own engine shows that part ({place}).")
        : new(FailureKind.NotFound, $"There is no stream \"{name}\" ({place}). With an API key Trino reads streams, by their plain names.");
}
