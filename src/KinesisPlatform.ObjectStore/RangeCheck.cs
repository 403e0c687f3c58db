namespace KinesisPlatform.ObjectStore;

/// <summary>What every store refuses of a range, and how.</summary>
internal static class RangeCheck
{
    public static void Validate(ByteRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range.Offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(range.Length);
    }

    public static PlatformException BeyondEnd(string key, ByteRange range) =>
        new(FailureKind.Invalid, $"A range of '{key}' begins at byte {range.Offset}, at or after the object's end: read within the length that HEAD tells.");

    public static PlatformException Changed(string key) =>
        new(FailureKind.Conflict, $"'{key}' was changed while it was being read: what was read of it before does not go with the rest.");
}
