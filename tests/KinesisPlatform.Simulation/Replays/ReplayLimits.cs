using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>How large records may be: in some histories none is too large, in others some become so with their annotation, or are refused by a target that takes less than the coordinators were told.</summary>
internal sealed class ReplayLimits
{
    public const int LargeBytesMax = 1 << 20;

    public ReplayLimits(SeededRandom random)
    {
        AreTight = random.Chance(0.5);
        CoordinatorBytesMax = AreTight ? 1024 + random.Next(600) : LargeBytesMax;
        TargetBytesMax = AreTight && random.Chance(0.5) ? 700 + random.Next(CoordinatorBytesMax - 700) : LargeBytesMax;
        AggregateBytesMax = AreTight ? 600 : 1 << 10 << random.Next(8);
    }

    public bool AreTight { get; }

    /// <summary>What the coordinators believe, and dead-letter themselves.</summary>
    public int CoordinatorBytesMax { get; }

    /// <summary>What the target takes; more after it was set to take more.</summary>
    public int TargetBytesMax { get; set; }

    public int AggregateBytesMax { get; }

    /// <summary>Of a record with its annotation and partition key.</summary>
    public int SentBytesMax => Math.Min(CoordinatorBytesMax, TargetBytesMax);
}
