namespace Aspire.Hosting.ApplicationModel;

/// <summary>What all resources share.</summary>
/// <param name="name">Unique in the application, compared without regard to case; letters, digits and hyphens.</param>
public abstract class Resource(string name) : IResource
{
    public virtual string Name { get; } = name;

    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
