namespace KinesisPlatform.Archive.Bounds;

public enum ComparisonKind
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
