namespace KinesisPlatform.Streams.Reading;

/// <summary>Keeps calls at least an interval apart, counted from start to start. The first goes at once; time that was missed is not made up for.</summary>
internal sealed class CallPace(TimeSpan interval, TimeProvider time)
{
    private long? _lastStart;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_lastStart is { } last && interval - time.GetElapsedTime(last) is var left && left > TimeSpan.Zero)
            await Task.Delay(left, time, cancellationToken);
        _lastStart = time.GetTimestamp();
    }
}
