namespace KinesisPlatform.QueryGateway.Postgres.Syntax;

internal enum SqlTokenKind
{
    /// <summary>A keyword or a name without quotes.</summary>
    Word,
    QuotedName,
    Text,
    Number,
    /// <summary><c>$1</c>.</summary>
    Parameter,
    /// <summary>An operator or one character.</summary>
    Symbol,
}
