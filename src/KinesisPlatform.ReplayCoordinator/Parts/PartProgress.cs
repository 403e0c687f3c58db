using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>How far a run is, ahead of its checkpoint. Safe for concurrent callers.</summary>
internal sealed class PartProgress(ReplayPart part)
{
    private readonly Lock _gate = new();
    private readonly List<DeadLetter> _letters = [];
    private PartPosition? _position = part.Position;
    private ReplayCounts _counts = part.Counts;

    /// <summary>Letters that no checkpoint has passed yet.</summary>
    public int LetterCount
    {
        get { lock (_gate) return _letters.Count; }
    }

    /// <summary>Everything up to <paramref name="position"/> is acknowledged, left out or among <paramref name="letters"/>.</summary>
    public void Pass(PartPosition position, ReplayCounts counts, IReadOnlyList<DeadLetter> letters)
    {
        lock (_gate)
        {
            _position = position;
            _counts += counts;
            _letters.AddRange(letters);
        }
    }

    public (PartPosition? Position, ReplayCounts Counts, DeadLetter[] Letters) Read()
    {
        lock (_gate) return (_position, _counts, [.. _letters]);
    }

    /// <summary>The first <paramref name="count"/> letters are durable.</summary>
    public void Forget(int count)
    {
        lock (_gate) _letters.RemoveRange(0, count);
    }
}
