namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image a container runs.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    public required string Image { get; set; }

    public string? Tag { get; set; }
}
