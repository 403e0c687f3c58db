namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a name and the facts stated about it.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}
