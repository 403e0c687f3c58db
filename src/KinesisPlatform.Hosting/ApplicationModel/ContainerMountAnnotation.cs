namespace Aspire.Hosting.ApplicationModel;

/// <summary>A folder or file of this machine that a container sees.</summary>
public sealed class ContainerMountAnnotation(string source, string target, bool isReadOnly) : IResourceAnnotation
{
    public string Source { get; } = source;

    public string Target { get; } = target;

    public bool IsReadOnly { get; } = isReadOnly;
}
