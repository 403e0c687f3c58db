using System.CommandLine;
using KinesisPlatform.Cli.Configuration;

namespace KinesisPlatform.Cli;

/// <summary>Options that every command has.</summary>
internal static class GlobalOptions
{
    public const string ConfigName = "--config", KeyFileName = "--api-key-file";

    public static Option<bool> Json { get; } = new("--json") { Description = "Write JSON for programs, not text for people: results on stdout, errors as JSON on stderr.", Recursive = true };

    public static Option<bool> NoColor { get; } = new("--no-color") { Description = "Write without colours, as with NO_COLOR in the environment.", Recursive = true };

    public static Option<string> Config { get; } = Text(ConfigName, "FILE", $"Take addresses from this file (or {ConfigFile.Variable}), not from {ConfigFile.DefaultPath}.");

    public static Option<string> KeyFile { get; } = Text(
        KeyFileName, "FILE", $"Take the API key from this file, mode 600 (or {ApiKey.FileVariable}; or the key itself from {ApiKey.Variable}). There is no option for the key: it would stay in the shell's history.");

    public static IReadOnlyDictionary<PlatformService, Option<string>> Addresses { get; } = PlatformService.All.ToDictionary(
        service => service, service => Text(service.Option, "URL", $"Where the {service.Name} is (or {service.Variable}; by default {service.DefaultAddress.AbsoluteUri.TrimEnd('/')})."));

    public static IEnumerable<Option> All => [Json, NoColor, Config, KeyFile, .. Addresses.Values];

    /// <exception cref="KpException">Usage, with everything that is wrong.</exception>
    public static KpSettings ReadSettings(ParseResult parsed)
    {
        var texts = Addresses.Values.Append(Config).Append(KeyFile).ToDictionary(option => option.Name);
        return KpSettings.Read(name => parsed.GetValue(texts[name]), Environment.GetEnvironmentVariable);
    }

    private static Option<string> Text(string name, string valueName, string description) => new(name) { Description = description, HelpName = valueName, Recursive = true };
}
