namespace KinesisPlatform.Cli.Sql.Interactive;

internal enum LineEnd
{
    /// <summary>Enter.</summary>
    Entered,

    /// <summary>Ctrl-C: the line is not meant.</summary>
    Abandoned,

    /// <summary>Ctrl-D on an empty line.</summary>
    Closed,
}
