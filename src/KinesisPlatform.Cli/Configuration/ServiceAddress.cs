namespace KinesisPlatform.Cli.Configuration;

/// <param name="Origin">Where the address was given: an option, a variable, the configuration file, or the default.</param>
internal sealed record ServiceAddress(PlatformService Service, Uri Address, string Origin)
{
    /// <summary>As it is shown: without what may be secret in it, <c>http://user:password@host</c>.</summary>
    public string Shown => Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
}
