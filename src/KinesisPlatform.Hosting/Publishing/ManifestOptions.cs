namespace Aspire.Hosting.Publishing;

/// <summary>Configuration keys behind the command line's <c>--publisher</c> and <c>--output-path</c>.</summary>
internal static class ManifestOptions
{
    public const string PublisherKey = "Publishing:Publisher";
    public const string OutputPathKey = "Publishing:OutputPath";
    public const string ManifestPublisher = "manifest";
}
