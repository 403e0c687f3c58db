namespace KinesisPlatform.Cli.Configuration;

/// <summary>Where the services are and who asks: an option goes before a variable, a variable before the configuration file, that before the AppHost's own ports.</summary>
/// <param name="Key">Null where services run without keys.</param>
/// <param name="ConfigPath">The configuration file, whether or not there is one.</param>
internal sealed record KpSettings(IReadOnlyDictionary<PlatformService, ServiceAddress> Addresses, ApiKey? Key, string ConfigPath)
{
    public ServiceAddress AddressOf(PlatformService service) => Addresses[service];

    /// <param name="option">The value of an option, by its name; null when it was not given.</param>
    /// <exception cref="KpException">Usage, with everything that is wrong.</exception>
    public static KpSettings Read(Func<string, string?> option, Func<string, string?> variable)
    {
        var errors = new List<string>();
        var named = option(GlobalOptions.ConfigName) ?? NotEmpty(variable(ConfigFile.Variable));
        var file = ConfigFile.Read(named ?? ConfigFile.DefaultPath, named is not null, errors);
        var addresses = PlatformService.All.ToDictionary(service => service, service => ReadAddress(service, option, variable, file, errors));
        var key = ReadKey(option, variable, file, errors);
        return errors.Count == 0
            ? new(addresses, key, file.Path)
            : throw new KpException(ExitCode.Usage, "The configuration is wrong.") { Details = errors };
    }

    private static ServiceAddress ReadAddress(PlatformService service, Func<string, string?> option, Func<string, string?> variable, ConfigFile file, List<string> errors)
    {
        var (text, origin) = option(service.Option) is { } given ? (given, service.Option)
            : NotEmpty(variable(service.Variable)) is { } set ? (set, service.Variable)
            : file[service.Member] is { } member ? (member, file.Path)
            : (null, "default");
        if (text is null) return new(service, service.DefaultAddress, origin);
        if (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            return new(service, address, origin);
        errors.Add($"{origin}: '{text}' is not an address such as {service.DefaultAddress}.");
        return new(service, service.DefaultAddress, origin);
    }

    private static ApiKey? ReadKey(Func<string, string?> option, Func<string, string?> variable, ConfigFile file, List<string> errors)
    {
        ApiKey? key = null;
        var error = option(GlobalOptions.KeyFileName) is { } path ? ApiKey.ReadFile(path, GlobalOptions.KeyFileName, out key)
            : NotEmpty(variable(ApiKey.Variable)) is { } token ? ApiKey.Parse(token, ApiKey.Variable, out key)
            : NotEmpty(variable(ApiKey.FileVariable)) is { } named ? ApiKey.ReadFile(named, ApiKey.FileVariable, out key)
            : file[ConfigFile.KeyFileMember] is { } member ? ApiKey.ReadFile(Home(member, file.Path), file.Path, out key)
            : null;
        if (error is not null) errors.Add(error);
        return key;
    }

    // A shell writes the home folder's name in the place of ~, and takes a relative path from where it is. A file has neither.
    private static string Home(string path, string configPath) => path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(configPath))!, path);

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
