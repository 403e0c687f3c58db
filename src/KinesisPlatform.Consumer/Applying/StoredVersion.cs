using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Applying;

/// <param name="IsApplied">False between the decision for a record and the end of its callback, and after a crash in between.</param>
public readonly record struct StoredVersion(RecordVersion Version, bool IsApplied);
