namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a value is written in the manifest, such as <c>{archiver.bindings.http.url}</c>.</summary>
public interface IManifestExpressionProvider
{
    string ValueExpression { get; }
}
