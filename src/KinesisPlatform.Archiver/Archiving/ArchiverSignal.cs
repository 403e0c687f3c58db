using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>What a stream's loop reacts to, one at a time.</summary>
internal abstract record ArchiverSignal
{
    private ArchiverSignal() { }

    /// <param name="Room">The memory that the batch takes; whoever disposes of the one gives back the other.</param>
    public sealed record BatchRead(ShardFeed Feed, ShardBatch Batch, BufferRoom Room) : ArchiverSignal;

    public sealed record FeedFailed(ShardFeed Feed, Exception Error) : ArchiverSignal;

    /// <summary>Commit everything that arrived before a time without waiting for size or age.</summary>
    public sealed record FlushRequested(DateTimeOffset UpTo) : ArchiverSignal;

    /// <summary>The stream's settings were changed through this process.</summary>
    public sealed record SettingsChanged : ArchiverSignal;

    /// <summary>Time has passed: ages are due, shards may be new.</summary>
    public sealed record Tick : ArchiverSignal;
}
