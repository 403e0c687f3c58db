using Microsoft.Extensions.Options;

namespace KinesisPlatform.Streams;

/// <summary>Checks the options against Kinesis' own limits and says everything that is wrong at once.</summary>
internal sealed class StreamsOptionsValidator : IValidateOptions<StreamsOptions>
{
    // Of a record and of a request alike (Kinesis API reference, PutRecords).
    private const int PutBytesLimit = 10 * 1024 * 1024;
    private const long ShardReadBytesLimit = 2 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, StreamsOptions options)
    {
        var errors = new List<string>();
        Check(Enum.IsDefined(options.Reading), nameof(options.Reading), $"must be {string.Join(" or ", Enum.GetNames<ReadingMode>())}");
        // The same rule as for streams: 1-128 of the same characters (Kinesis API reference, RegisterStreamConsumer).
        Check(options.ConsumerName is null || StreamName.IsValid(options.ConsumerName), nameof(options.ConsumerName), "must be 1 to 128 letters, digits, '_', '.' or '-'");
        Check(options.GetRecordsPerShardPerSecond is > 0 and <= 5, nameof(options.GetRecordsPerShardPerSecond), "must be above 0 and at most 5, which is all that Kinesis grants a shard");
        Check(options.ReadBytesPerShardPerSecond is >= 1 and <= ShardReadBytesLimit, nameof(options.ReadBytesPerShardPerSecond), $"must be 1 to {ShardReadBytesLimit}, which is all that Kinesis grants a shard");
        Check(options.RecordsPerReadMax is >= 1 and <= 10_000, nameof(options.RecordsPerReadMax), "must be 1 to 10,000");
        Check(options.AttemptsMax is >= 1 and <= 100, nameof(options.AttemptsMax), "must be 1 to 100");
        Check(options.BackoffFirst > TimeSpan.Zero && options.BackoffFirst <= options.BackoffMax, nameof(options.BackoffFirst), "must be above zero and at most BackoffMax");
        Check(options.RetentionRefresh > TimeSpan.Zero, nameof(options.RetentionRefresh), "must be above zero");
        Check(options.ActiveTimeout > TimeSpan.Zero, nameof(options.ActiveTimeout), "must be above zero");
        var producer = options.Producer;
        CheckProducer(producer.RecordsPerRequestMax is >= 1 and <= 500, nameof(producer.RecordsPerRequestMax), "must be 1 to 500");
        CheckProducer(producer.RecordBytesMax is >= 1 and <= PutBytesLimit, nameof(producer.RecordBytesMax), $"must be 1 to {PutBytesLimit}");
        CheckProducer(producer.RequestBytesMax is >= 1 and <= PutBytesLimit, nameof(producer.RequestBytesMax), $"must be 1 to {PutBytesLimit}");
        CheckProducer(producer.RecordBytesMax <= producer.RequestBytesMax, nameof(producer.RecordBytesMax), "must not be above RequestBytesMax: the largest record would fit into no request");
        CheckProducer(producer.AggregateBytesMax >= 1 && producer.AggregateBytesMax <= producer.RecordBytesMax, nameof(producer.AggregateBytesMax), "must be 1 to RecordBytesMax: an aggregate is one record");
        CheckProducer(producer.RequestsInFlightMax is >= 1 and <= 1_000, nameof(producer.RequestsInFlightMax), "must be 1 to 1,000");
        CheckProducer(producer.BufferBytesMax >= producer.RecordBytesMax, nameof(producer.BufferBytesMax), "must be at least RecordBytesMax: the largest record would never be accepted");
        CheckProducer(producer.ShardShare is > 0 and <= 1_000_000, nameof(producer.ShardShare), "must be above 0 and at most 1,000,000");
        CheckProducer(producer.RecordMaxBufferedTime >= TimeSpan.Zero && producer.RecordMaxBufferedTime < producer.DeliveryTimeout, nameof(producer.RecordMaxBufferedTime), "must be at least zero and below DeliveryTimeout");
        CheckProducer(producer.ShardMapRefresh > TimeSpan.Zero, nameof(producer.ShardMapRefresh), "must be above zero");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool isValid, string option, string rule)
        {
            if (!isValid) errors.Add($"{StreamsOptions.SectionName}:{option} {rule}.");
        }

        void CheckProducer(bool isValid, string option, string rule) => Check(isValid, $"{nameof(options.Producer)}:{option}", rule);
    }
}
