namespace KinesisPlatform.Consumer.Tests.Applying;

/// <summary>Whether a replay has the last record per key only, and what is decided first.</summary>
internal enum Compaction
{
    None,
    BeforeFilter,
    BehindFilter,
}
