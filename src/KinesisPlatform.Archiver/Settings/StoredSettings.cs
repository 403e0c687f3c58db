using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archiver.Settings;

/// <summary>A stream's settings as last read.</summary>
/// <param name="Overrides">What the document says; nothing when there is none.</param>
/// <param name="ETag">Of the document; null when there is none.</param>
internal sealed record StoredSettings(StreamSettings Effective, StreamOverrides Overrides, ETag? ETag);
