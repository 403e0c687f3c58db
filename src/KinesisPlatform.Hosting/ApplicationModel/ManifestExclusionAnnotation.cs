namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource exists in local runs only.</summary>
internal sealed class ManifestExclusionAnnotation : IResourceAnnotation;
