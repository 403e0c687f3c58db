namespace KinesisPlatform.Archiver.Loss;

/// <summary>How near a stream's records are to being trimmed before they are archived; limits are <see cref="ArchiverOptions.LossDegradedAt"/> and <see cref="ArchiverOptions.LossUnhealthyAt"/>.</summary>
internal enum LossLevel
{
    None,
    Degraded,
    Unhealthy,
}
