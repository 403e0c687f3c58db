namespace KinesisPlatform.ObjectStore;

/// <summary>An object version's entity tag, quotes included, as S3 sends it.</summary>
public readonly record struct ETag(string Value)
{
    public override string ToString() => Value;
}
