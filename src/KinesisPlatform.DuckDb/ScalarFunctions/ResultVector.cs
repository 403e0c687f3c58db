namespace KinesisPlatform.DuckDb.ScalarFunctions;

/// <summary>Room for values of one type, row by row. All NULL to begin with: a STRUCT's fields as well. For one thread.</summary>
/// <param name="children">The fields of a STRUCT, in the order of the type's; none for other types.</param>
public abstract class ResultVector(IReadOnlyList<ResultVector> children)
{
    public IReadOnlyList<ResultVector> Children { get; } = children;

    public abstract bool IsNull(int row);

    /// <summary>With the fields of a STRUCT.</summary>
    public abstract void SetNull(int row);

    /// <summary>A STRUCT that is there, whatever its fields hold.</summary>
    public abstract void SetPresent(int row);

    /// <summary>A BOOLEAN.</summary>
    public abstract void Set(int row, bool value);

    /// <summary>A BIGINT, or what is as wide.</summary>
    public abstract void Set(int row, long value);

    /// <summary>A DOUBLE.</summary>
    public abstract void Set(int row, double value);

    /// <summary>A VARCHAR, which must be valid UTF-8, or a BLOB.</summary>
    public abstract void SetBytes(int row, ReadOnlySpan<byte> bytes);
}
