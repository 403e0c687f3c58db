namespace KinesisPlatform;

/// <summary>A shard's id within its stream, such as <c>shardId-000000000000</c>.</summary>
public readonly record struct ShardId : IComparable<ShardId>
{
    private readonly string? _value;

    /// <exception cref="FormatException"><paramref name="value"/> is empty or longer than 128 characters.</exception>
    public ShardId(string value) =>
        _value = value is { Length: > 0 and <= 128 } ? value : throw new FormatException($"'{value}' is not a shard id.");

    public string Value => _value ?? throw new InvalidOperationException("This ShardId was never set.");

    public int CompareTo(ShardId other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? "";

    public static bool operator <(ShardId left, ShardId right) => left.CompareTo(right) < 0;
    public static bool operator >(ShardId left, ShardId right) => left.CompareTo(right) > 0;
    public static bool operator <=(ShardId left, ShardId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(ShardId left, ShardId right) => left.CompareTo(right) >= 0;
}
