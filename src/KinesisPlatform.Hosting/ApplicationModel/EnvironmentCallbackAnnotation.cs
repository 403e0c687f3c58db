namespace Aspire.Hosting.ApplicationModel;

/// <summary>Sets environment variables when the resource starts or is published; later ones overwrite earlier ones.</summary>
public sealed class EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> callback) : IResourceAnnotation
{
    public Action<EnvironmentCallbackContext> Callback { get; } = callback;
}
