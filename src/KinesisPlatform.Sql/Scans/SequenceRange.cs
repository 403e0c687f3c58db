namespace KinesisPlatform.Sql.Scans;

/// <param name="From">Inclusive; null for no bound.</param>
/// <param name="To">Exclusive; null for no bound.</param>
public readonly record struct SequenceRange(SequenceNumber? From, SequenceNumber? To);
