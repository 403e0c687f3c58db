using System.Globalization;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

/// <summary>Where a client reads in a shard. It holds all that is needed, so that the service keeps nothing per reader.</summary>
/// <param name="StreamStamp">Tells the stream from a later one of its name.</param>
/// <param name="NextNumber">Number in the shard of the record to be read next.</param>
internal sealed record ShardIterator(string StreamName, long StreamStamp, string ShardId, ulong NextNumber, long IssuedAtMilliseconds)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public string Encode() => OpaqueToken.Encode(StreamName, Invariant(StreamStamp), ShardId, Invariant(NextNumber), Invariant(IssuedAtMilliseconds));

    /// <exception cref="KinesisException">InvalidArgumentException: never issued; ExpiredIteratorException.</exception>
    public static ShardIterator Decode(string text, long nowMilliseconds)
    {
        if (OpaqueToken.Decode(text) is not [var stream, var stamp, var shard, var number, var issuedAt]) throw KinesisException.InvalidArgument("Invalid ShardIterator.");
        var iterator = new ShardIterator(
            stream, long.Parse(stamp, CultureInfo.InvariantCulture), shard, ulong.Parse(number, CultureInfo.InvariantCulture), long.Parse(issuedAt, CultureInfo.InvariantCulture));
        if (nowMilliseconds - iterator.IssuedAtMilliseconds > Lifetime.TotalMilliseconds)
            throw new KinesisException(
                "ExpiredIteratorException",
                $"Iterator expired. The iterator was created at time {Text(iterator.IssuedAtMilliseconds)} while right now it is {Text(nowMilliseconds)} which is further in the future than the tolerated delay of {Lifetime.TotalMilliseconds} milliseconds.");
        return iterator;
    }

    // Wed Nov 18 10:00:00 UTC 2026
    private static string Text(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture);

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
