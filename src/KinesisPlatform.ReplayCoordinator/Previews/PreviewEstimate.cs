namespace KinesisPlatform.ReplayCoordinator.Previews;

/// <summary>What the replay would be, told from the archive's metadata and some of its files.</summary>
/// <param name="Bytes">Put: payloads with annotation, and partition keys.</param>
/// <param name="IsExact">Every file within the bounds was read for records and their payloads; the annotation's bytes are those of the records shown.</param>
/// <param name="FilesRead">Files read for this, of <paramref name="Files"/>.</param>
/// <param name="DurationSeconds">At the pace asked for, if the target takes it.</param>
/// <param name="LimitedBy">Which limit that is.</param>
internal sealed record PreviewEstimate(
    long Records, long Bytes, bool IsExact, int FilesRead, int Files, double DurationSeconds, string LimitedBy, PreviewCost Cost);
