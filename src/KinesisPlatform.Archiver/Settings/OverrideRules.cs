using KinesisPlatform.Archive;

namespace KinesisPlatform.Archiver.Settings;

/// <summary>Which values there are, for options and documents alike.</summary>
internal static class OverrideRules
{
    private const long MiB = 1 << 20;

    private static readonly OverrideRule[] Rules =
    [
        new(nameof(StreamOverrides.BufferBytesMax), "bufferBytes", "must be 1 to 128 MiB (1048576 to 134217728)", o => o.BufferBytesMax is null or (>= MiB and <= 128 * MiB)),
        new(nameof(StreamOverrides.BufferAgeMax), "bufferAgeSeconds", "must be 1 to 900 seconds", o => IsNullOrWithin(o.BufferAgeMax, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(900))),
        new(nameof(StreamOverrides.Retention), "retentionHours", "must be 1 to 876000 hours, or null (in options: zero) for ever",
            o => o.Retention == StreamOverrides.ForEver || IsNullOrWithin(o.Retention, TimeSpan.FromHours(1), TimeSpan.FromHours(876_000))),
        new(nameof(StreamOverrides.MaintenanceInterval), "maintenance.intervalSeconds", "must be 60 to 86400 seconds", o => IsNullOrWithin(o.MaintenanceInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1))),
        new(nameof(StreamOverrides.MaintenanceFileBytesTarget), "maintenance.fileBytes", "must be 8 MiB to 1 GiB (8388608 to 1073741824)", o => o.MaintenanceFileBytesTarget is null or (>= 8 * MiB and <= 1024 * MiB)),
    ];

    /// <returns>Everything that is wrong: the option's name, the document's member, and the rule that does not hold.</returns>
    public static IEnumerable<OverrideRule> Broken(StreamOverrides overrides, ArchiveOptions archive)
    {
        foreach (var rule in Rules)
            if (!rule.Holds(overrides)) yield return rule;
        if (overrides.Prefix is { } prefix && TablePlace.Problem(prefix, archive) is { } problem) yield return new(nameof(StreamOverrides.Prefix), "prefix", problem, _ => false);
    }

    private static bool IsNullOrWithin(TimeSpan? value, TimeSpan from, TimeSpan to) => value is null || (value >= from && value <= to);
}
