using System.Buffers.Text;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>Which records have to be dead letters, told without the code that decides it.</summary>
internal sealed class DeadLetterRules(ReplaySpec spec, ReplayLimits limits)
{
    // What an annotation or an envelope adds: ids, shard, sequence number, time and the members' names. To the byte it is the annotator's tests' business.
    private const int AddedBytesMin = 120, AddedBytesMax = 420;

    /// <returns>Null where it may be one or not, as the annotation's size decides.</returns>
    public bool? MustBe(in StreamRecord record)
    {
        if (TargetRecords.KeyOf(spec, record) is not { } key) return true;
        var data = record.Data.Span;
        var isObject = IsObject(data);
        if (isObject && !spec.Wrap && data.IndexOf("\"_replay\":\"mine\""u8) >= 0) return true;
        var bytes = key.Length + (isObject ? data.Length : Base64.GetMaxEncodedToUtf8Length(data.Length));
        return bytes + AddedBytesMin > limits.SentBytesMax ? true : bytes + AddedBytesMax <= limits.SentBytesMax ? false : null;
    }

    private static bool IsObject(ReadOnlySpan<byte> data) => data.StartsWith("{\""u8) && data[^1] == '}';
}
