using Microsoft.Extensions.Options;

namespace KinesisPlatform.Streams;

/// <summary>Checks the options against Kinesis' own limits and says everything that is wrong at once.</summary>
internal sealed class StreamsOptionsValidator : IValidateOptions<StreamsOptions>
{
    private const int RecordBytesLimit = 10 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, StreamsOptions options)
    {
        var errors = new List<string>();
        Check(options.GetRecordsPerShardPerSecond is > 0 and <= 5, nameof(options.GetRecordsPerShardPerSecond), "must be above 0 and at most 5, which is all that Kinesis grants a shard");
        Check(options.RecordsPerReadMax is >= 1 and <= 10_000, nameof(options.RecordsPerReadMax), "must be 1 to 10,000");
        Check(options.RecordsPerRequestMax is >= 1 and <= 500, nameof(options.RecordsPerRequestMax), "must be 1 to 500");
        Check(options.RecordBytesMax is >= 1 and <= RecordBytesLimit, nameof(options.RecordBytesMax), $"must be 1 to {RecordBytesLimit}");
        Check(options.RequestBytesMax is >= 1 and <= RecordBytesLimit, nameof(options.RequestBytesMax), $"must be 1 to {RecordBytesLimit}");
        Check(options.RecordBytesMax <= options.RequestBytesMax, nameof(options.RecordBytesMax), "must not be above RequestBytesMax: the largest record would fit into no request");
        Check(options.AttemptsMax is >= 1 and <= 100, nameof(options.AttemptsMax), "must be 1 to 100");
        Check(options.BackoffFirst > TimeSpan.Zero && options.BackoffFirst <= options.BackoffMax, nameof(options.BackoffFirst), "must be above zero and at most BackoffMax");
        Check(options.RetentionRefresh > TimeSpan.Zero, nameof(options.RetentionRefresh), "must be above zero");
        Check(options.ActiveTimeout > TimeSpan.Zero, nameof(options.ActiveTimeout), "must be above zero");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool isValid, string option, string rule)
        {
            if (!isValid) errors.Add($"{StreamsOptions.SectionName}:{option} {rule}.");
        }
    }
}
