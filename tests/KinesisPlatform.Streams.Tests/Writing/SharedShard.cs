using KinesisPlatform.Streams.Writing;

namespace KinesisPlatform.Streams.Tests.Writing;

/// <summary>A shard that grants 1 MiB a second, of which it saves up a second's worth; others who put steadily and never again, and a pace beside them, whose answers take a tenth of a second and more.</summary>
/// <param name="ourBytes">Of each entry of ours.</param>
internal sealed class SharedShard(double others, int seed, int ourBytes = 1_238)
{
    public const double BytesPerSecond = 1 << 20;

    private const int OthersBytes = 1_024;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5), Grid = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);
    private readonly Queue<(TimeSpan At, int Taken, int Refused)> _answers = new();
    private double _level = BytesPerSecond, _othersDue, _others = others;
    private TimeSpan _now, _othersAt, _notBefore;

    public ShardPace Pace { get; } = new(1);

    public double OthersThrottledShare => OthersThrottled / (double)OthersPut;

    public int OthersPut { get; private set; }

    public int OthersThrottled { get; private set; }

    public long OursTaken { get; private set; }

    public void SetOthers(double share) => _others = share;

    public void Run(TimeSpan time)
    {
        for (var end = _now + time; _now < end; _now += Step)
        {
            _level = Math.Min(BytesPerSecond, _level + BytesPerSecond * Step.TotalSeconds);
            _othersDue += _others * BytesPerSecond / OthersBytes * Step.TotalSeconds;
            Hear();
            if (_now >= _othersAt) PutOthers();
            if (_now >= _notBefore) PutOurs();
        }
    }

    private void Hear()
    {
        while (_answers.TryPeek(out var answer) && answer.At <= _now)
        {
            _answers.Dequeue();
            for (var i = 0; i < answer.Taken; i++) Pace.Accept(ourBytes, _now);
            for (var i = 0; i < answer.Refused; i++) Pace.Refuse(_now);
            if (answer.Refused > 0) Pace.SlowDown(_now);
        }
    }

    private void PutOthers()
    {
        for (; _othersDue >= 1; _othersDue--, OthersPut++)
            if (!TryPut(OthersBytes)) OthersThrottled++;
        _othersAt = _now + TimeSpan.FromSeconds(0.02 + 0.05 * _random.NextDouble());
    }

    private void PutOurs()
    {
        var (taken, refused) = (0, 0);
        TimeSpan wait;
        while ((wait = Pace.WaitFor(ourBytes, _now)) == TimeSpan.Zero)
        {
            Pace.Take(ourBytes);
            if (TryPut(ourBytes)) taken++;
            else refused++;
        }
        OursTaken += (long)taken * ourBytes;
        _answers.Enqueue((_now + TimeSpan.FromSeconds(0.1 + 0.02 * _random.NextDouble()), taken, refused));
        _notBefore = (_now + wait + Grid).Ticks / Grid.Ticks * Grid;
    }

    private bool TryPut(int bytes)
    {
        if (_level < bytes) return false;
        _level -= bytes;
        return true;
    }
}
