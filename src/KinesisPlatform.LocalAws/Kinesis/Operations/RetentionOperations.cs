using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

internal sealed class RetentionOperations(StreamRegistry streams)
{
    private const int HoursMin = 24, HoursMax = 8760;

    public IEnumerable<KinesisOperation> All =>
    [
        KinesisOperation.Of("IncreaseStreamRetentionPeriod", Increase),
        KinesisOperation.Of("DecreaseStreamRetentionPeriod", Decrease),
    ];

    private void Increase(RequestParameters parameters) => Change(parameters, (stream, hours) =>
    {
        if (hours < stream.RetentionHours) throw KinesisException.InvalidArgument($"Requested retention period ({hours} hours) for stream {stream.Name} can not be shorter than existing retention period ({stream.RetentionHours} hours). Use DecreaseRetentionPeriod API.");
    });

    private void Decrease(RequestParameters parameters) => Change(parameters, (stream, hours) =>
    {
        if (hours > stream.RetentionHours) throw KinesisException.InvalidArgument($"Requested retention period ({hours} hours) for stream {stream.Name} can not be longer than existing retention period ({stream.RetentionHours} hours). Use IncreaseRetentionPeriod API.");
    });

    private void Change(RequestParameters parameters, Action<KinesisStream, int> check)
    {
        var hours = parameters.Integer("RetentionPeriodHours", int.MinValue, isRequired: true);
        var stream = parameters.Stream(streams);
        if (hours < HoursMin) throw KinesisException.InvalidArgument($"Minimum allowed retention period is {HoursMin} hours. Requested retention period ({hours} hours) is too short.");
        if (hours > HoursMax) throw KinesisException.InvalidArgument($"Maximum allowed retention period is {HoursMax} hours. Requested retention period ({hours} hours) is too long.");
        lock (stream.Gate)
        {
            stream.ThrowIfNotActive(streams);
            check(stream, hours!.Value);
            // What had expired under the former retention does not come back.
            stream.Trim();
            stream.RetentionHours = hours.Value;
        }
    }
}
