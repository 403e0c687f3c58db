namespace KinesisPlatform.Archiver.Settings;

/// <summary>A rule for one value.</summary>
/// <param name="Option">As the options name it.</param>
/// <param name="Member">As the document names it.</param>
internal sealed record OverrideRule(string Option, string Member, string Text, Func<StreamOverrides, bool> Holds);
