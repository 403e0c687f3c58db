using System.Globalization;
using KinesisPlatform.ReplayCoordinator.Parts;

namespace KinesisPlatform.ReplayCoordinator.DeadLetters;

/// <summary>A place among a replay's dead letters: behind a document, and behind a record, as the next document may list records again.</summary>
/// <remarks><c>00000-0000000005-000002-000001.json!shardId-000000000000!4961…!0</c></remarks>
internal sealed record DeadLetterCursor(int Part, string Name, PartPosition Position)
{
    /// <exception cref="PlatformException">Invalid: not a place that a page has named.</exception>
    public static DeadLetterCursor? Parse(string? text)
    {
        if (text is null) return null;
        if (text.Split('!') is [var name, { Length: > 0 and <= 128 } shard, var sequence, var sub]
            && int.TryParse(name.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            && SequenceNumber.TryParse(sequence, out _) && int.TryParse(sub, NumberStyles.None, CultureInfo.InvariantCulture, out var subNumber))
            return new(part, name, new(shard, sequence, subNumber));
        throw new PlatformException(FailureKind.Invalid, "'after' must be as in the 'next' of the page before.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}!{Position.ShardId}!{Position.SequenceNumber}!{Position.SubSequenceNumber}");
}
