namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value from outside: configuration key <c>Parameters:{name}</c>, or the deployment's input.</summary>
public class ParameterResource : Resource, IValueProvider, IManifestExpressionProvider
{
    private readonly Func<string> _value;

    internal ParameterResource(string name, Func<string> value, bool secret, string? publishedDefault) : base(name)
    {
        _value = value;
        Secret = secret;
        PublishedDefault = publishedDefault;
    }

    public bool Secret { get; }

    public string ValueExpression => $"{{{Name}.value}}";

    internal string? PublishedDefault { get; }

    /// <exception cref="DistributedApplicationException">The configuration does not hold the parameter.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(_value());
}
