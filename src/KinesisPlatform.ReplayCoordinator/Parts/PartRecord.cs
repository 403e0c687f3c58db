using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>What a part has to deal with next: a record, or the letter of one that is not there any more.</summary>
internal readonly record struct PartRecord(ScannedRecord? Scanned, DeadLetter? Missing);
