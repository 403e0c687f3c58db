using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>What a part has to deal with next, in its order.</summary>
/// <param name="Missing">At a place in <paramref name="Records"/>, the letter of a record that is not there any more; null where all are there.</param>
internal readonly record struct PartBatch(IReadOnlyList<ScannedRecord> Records, IReadOnlyList<DeadLetter?>? Missing);
