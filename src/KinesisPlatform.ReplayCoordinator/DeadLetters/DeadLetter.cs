using System.Text.Json.Serialization;
using KinesisPlatform.ReplayCoordinator.Parts;

namespace KinesisPlatform.ReplayCoordinator.DeadLetters;

/// <summary>A record that a replay could not send, by its identity in the archive, where it still is.</summary>
/// <param name="LengthBytes">Of the payload.</param>
/// <param name="Reason">Why it was not sent.</param>
internal sealed record DeadLetter(string Shard, string SequenceNumber, int SubSequenceNumber, string PartitionKey, int LengthBytes, string Reason)
{
    [JsonIgnore]
    public PartPosition Position => new(Shard, SequenceNumber, SubSequenceNumber);

    public static DeadLetter Of(in StreamRecord record, string reason) => Of(PartPlace.Of(record), record.PartitionKeyText, record.Data.Length, reason);

    public static DeadLetter Of(in PartPlace place, string partitionKey, int lengthBytes, string reason) =>
        new(place.ShardId.Value, place.SequenceNumber.ToString(), place.SubSequenceNumber, partitionKey, lengthBytes, reason);
}
