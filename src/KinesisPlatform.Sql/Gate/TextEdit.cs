namespace KinesisPlatform.Sql.Gate;

/// <summary>A part of a text that was put in place of another; in characters.</summary>
internal readonly record struct TextEdit(int WrittenStart, int WrittenLength, string Replacement);
