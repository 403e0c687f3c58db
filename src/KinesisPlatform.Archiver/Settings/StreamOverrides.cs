namespace KinesisPlatform.Archiver.Settings;

/// <summary>What is said of a stream, or of streams by a pattern; null is not said.</summary>
internal record StreamOverrides
{
    /// <summary>As <see cref="Retention"/>: the archive keeps records for ever.</summary>
    public static readonly TimeSpan ForEver = TimeSpan.Zero;

    public bool? Enabled { get; init; }

    /// <summary>1-128 MiB.</summary>
    public long? BufferBytesMax { get; init; }

    /// <summary>1-900 s.</summary>
    public TimeSpan? BufferAgeMax { get; init; }

    /// <summary>At least an hour; <see cref="ForEver"/> (zero) for no end.</summary>
    public TimeSpan? Retention { get; init; }

    public bool? WritesNdjson { get; init; }

    /// <summary>The folder that holds the stream's folder; must be set before the table is created.</summary>
    public string? Prefix { get; init; }

    public bool? MaintenanceEnabled { get; init; }

    public TimeSpan? MaintenanceInterval { get; init; }

    public long? MaintenanceFileBytesTarget { get; init; }
}
