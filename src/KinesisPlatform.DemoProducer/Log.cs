namespace KinesisPlatform.DemoProducer;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Streams {Stream} and {ReplayStream} are there.")]
    public static partial void StreamsReady(this ILogger logger, string stream, string replayStream);

    [LoggerMessage(2, LogLevel.Information, "{Count} flights put onto {Stream}, pass {Pass}.")]
    public static partial void Progress(this ILogger logger, long count, string stream, long pass);

    [LoggerMessage(3, LogLevel.Warning, "Kinesis did not take it, trying again: {Reason}")]
    public static partial void Retrying(this ILogger logger, string reason);
}
