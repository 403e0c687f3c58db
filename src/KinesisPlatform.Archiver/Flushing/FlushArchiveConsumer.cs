using KinesisPlatform.Contracts;
using MassTransit;

namespace KinesisPlatform.Archiver.Flushing;

/// <summary>Hands a flush to the stream's archivers. The commit it leads to is announced like any other.</summary>
internal sealed class FlushArchiveConsumer(FlushService flushes, TimeProvider time, ILogger<FlushArchiveConsumer> logger) : IConsumer<FlushArchive>
{
    public async Task Consume(ConsumeContext<FlushArchive> context)
    {
        // What lies in the future cannot have been read: a flush never waits for records that do not exist yet.
        var now = time.GetUtcNow();
        var upTo = context.Message.UpTo < now ? context.Message.UpTo : now;
        if (!StreamName.IsValid(context.Message.Stream) || !await flushes.RequestAsync(new(context.Message.Stream), upTo, context.CancellationToken))
            Log.FlushOfUnknownStream(logger, context.Message.Stream);
    }
}
