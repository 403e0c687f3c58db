namespace KinesisPlatform.Streams.Writing;

/// <summary>Asks for a stream's shards until it has some.</summary>
internal sealed class ShardMapLoader(StreamName stream, SenderContext context)
{
    /// <exception cref="PlatformException">NotFound, Invalid or, when the attempts are used up, Unavailable.</exception>
    public async Task<ShardMap> LoadAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var described = await context.Directory.DescribeAsync(stream, CancellationToken.None)
                ?? throw new PlatformException(FailureKind.NotFound, $"There is no stream {stream}: create it first.");
            if (described.Shards.Any(s => !s.IsClosed)) return new(described.Shards);
            if (attempt == context.Options.AttemptsMax)
                throw new PlatformException(FailureKind.Unavailable, $"Stream {stream} is {described.Status} and has no open shards: wait until it is ACTIVE.");
            await context.Calls.BackOffAsync(attempt, CancellationToken.None);
        }
    }
}
