namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a callback that sets environment variables works on.</summary>
public sealed class EnvironmentCallbackContext(DistributedApplicationExecutionContext executionContext, IResource resource)
{
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    public IResource Resource { get; } = resource;

    /// <summary>Values are strings, or an <see cref="IValueProvider"/> that is also an <see cref="IManifestExpressionProvider"/>.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = new(StringComparer.Ordinal);
}
