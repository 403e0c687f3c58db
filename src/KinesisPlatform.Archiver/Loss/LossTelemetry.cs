using System.Diagnostics.Metrics;

namespace KinesisPlatform.Archiver.Loss;

/// <summary>Gauges per stream, tagged with <c>aws.kinesis.stream_name</c> of OpenTelemetry's semantic conventions. They are read when metrics are collected: a stream whose archiver hangs grows old all the same.</summary>
internal sealed class LossTelemetry : IDisposable
{
    private readonly Meter _meter = new(ArchiverTelemetry.Name);

    public LossTelemetry(Func<IEnumerable<(StreamName Stream, LossDanger Danger)>> dangers)
    {
        _meter.CreateObservableGauge("kinesisplatform.archiver.iterator_age", () => Measure(dangers(), danger => danger.IteratorAge.TotalSeconds), "s", "How long ago the oldest record arrived that is not archived.");
        _meter.CreateObservableGauge("kinesisplatform.archiver.retention_used", () => Measure(dangers(), danger => danger.RetentionUsed), "1", "Of the stream's retention, what has passed for that record: at 1 it is lost.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Measure(IEnumerable<(StreamName Stream, LossDanger Danger)> dangers, Func<LossDanger, double> value) =>
        dangers.Select(stream => new Measurement<double>(value(stream.Danger), new KeyValuePair<string, object?>("aws.kinesis.stream_name", stream.Stream.Value)));
}
