namespace KinesisPlatform.Sql.Gate;

/// <summary>A table as a statement names it.</summary>
internal sealed record TableReference(string Name, TextPosition Position);
