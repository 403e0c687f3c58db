namespace KinesisPlatform.Cli.Sql.Interactive;

internal readonly record struct LineInput(LineEnd End, string Text);
