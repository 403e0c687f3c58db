namespace KinesisPlatform.Consumer.Records;

/// <summary>Which record of which stream.</summary>
/// <param name="SubSequenceNumber">Place within a KPL-aggregated Kinesis record, from 0; 0 for a record that is not aggregated.</param>
public readonly record struct RecordIdentity(string Stream, string ShardId, SequenceNumber SequenceNumber, int SubSequenceNumber);
