namespace KinesisPlatform.Leases;

/// <summary>What one worker at a time works on, such as a shard.</summary>
/// <param name="Group">What is cheaper on one worker than on several, such as the shard's stream.</param>
/// <param name="Name">Unique in its group; empty for the group as a whole, which is leased until somebody has said what is in it.</param>
public readonly record struct LeaseResource(string Group, string Name) : IComparable<LeaseResource>
{
    internal static LeaseResource Whole(string group) => new(group, "");

    internal bool IsWhole => Name.Length == 0;

    public int CompareTo(LeaseResource other) =>
        string.CompareOrdinal(Group, other.Group) is var order and not 0 ? order : string.CompareOrdinal(Name, other.Name);

    public override string ToString() => IsWhole ? Group : $"{Group}/{Name}";

    public static bool operator <(LeaseResource left, LeaseResource right) => left.CompareTo(right) < 0;
    public static bool operator >(LeaseResource left, LeaseResource right) => left.CompareTo(right) > 0;
    public static bool operator <=(LeaseResource left, LeaseResource right) => left.CompareTo(right) <= 0;
    public static bool operator >=(LeaseResource left, LeaseResource right) => left.CompareTo(right) >= 0;
}
