namespace KinesisPlatform.Sql.Queries;

/// <summary>A query's id: 32 hexadecimal digits that order as queries began and cannot be guessed (a UUID of version 7).</summary>
public readonly record struct QueryId
{
    private readonly Guid _value;

    private QueryId(Guid value) => _value = value;

    public static QueryId Create(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public static bool TryParse(string? text, out QueryId id)
    {
        var isId = Guid.TryParseExact(text, "N", out var value);
        id = new(value);
        return isId;
    }

    public override string ToString() => _value.ToString("N");
}
