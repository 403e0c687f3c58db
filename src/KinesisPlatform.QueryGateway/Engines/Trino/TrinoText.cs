using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>A statement as it is sent: what the user wrote, perhaps behind lines of this service's own, so that columns stay where they are.</summary>
/// <param name="Statement">What the user wrote, blanked in part where it is sent.</param>
/// <param name="Prefix">Lines, each with its end; or empty.</param>
internal sealed record TrinoText(string Statement, string Prefix)
{
    public string Sent => Prefix + Statement;

    /// <summary>The place in the user's text; null for one in lines of this service.</summary>
    public TextPosition? At(int line, int column) => line - Prefix.Count(character => character == '\n') is > 0 and var own ? new(own, column) : null;

    /// <summary>With one line more in front.</summary>
    public TrinoText Behind(string line) => this with { Prefix = $"{line}\n{Prefix}" };
}
