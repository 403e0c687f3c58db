using KinesisPlatform.Cli.Configuration;

namespace KinesisPlatform.Cli.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kp-settings-").FullName;
    private readonly Dictionary<string, string> _options = [];
    private readonly Dictionary<string, string> _variables = [];

    [Fact]
    public void Addresses_GivenInSeveralPlaces_AreTheOptionsThenTheVariablesThenTheFilesThenTheAppHosts()
    {
        _options["--gateway-url"] = "http://option:1";
        _variables["KP_GATEWAY_URL"] = "http://variable:1";
        _variables["KP_REPLAY_URL"] = "http://variable:2/base";
        _variables["KP_CONFIG"] = Write("config.json", """{"gateway": "http://file:1", "replay": "http://file:2", "archiver": "https://file:4"} // a comment""");

        var settings = Read();

        Assert.Equal(["http://option:1/", "http://variable:2/base/", "http://localhost:8082/", "https://file:4/"], PlatformService.All.Select(service => settings.AddressOf(service).Address.AbsoluteUri));
        Assert.Equal(["--gateway-url", "KP_REPLAY_URL", "default", _variables["KP_CONFIG"]], PlatformService.All.Select(service => settings.AddressOf(service).Origin));
    }

    [Fact]
    public void Read_ManyMistakes_TellsThemAllAtOnce()
    {
        _options["--gateway-url"] = "localhost";
        _variables["KP_REPLAY_URL"] = "ftp://x";
        _variables["KP_API_KEY"] = "hunter2";
        _variables["KP_CONFIG"] = Write("config.json", """{"gatewy": "http://file:1", "archiver": 5}""");

        var error = Assert.Throws<KpException>(Read);

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Equal(5, error.Details.Count);
        Assert.DoesNotContain(error.Details, detail => detail.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Config_ThatWasNamedAndIsNotThere_IsAMistake()
    {
        _options["--config"] = Path.Combine(_folder, "none.json");

        Assert.Throws<KpException>(Read);
    }

    [Fact]
    public void Key_InTheEnvironment_IsTaken()
    {
        _variables["KP_API_KEY"] = " kp_bi_s3_cret\n";

        var key = Read().Key!;

        Assert.Equal(("kp_bi_s3_cret", "bi", "KP_API_KEY"), (key.Token, key.Id, key.Origin));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, true)]
    [InlineData(UnixFileMode.UserRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherWrite, false)]
    public void KeyFile_ThatOthersReach_IsRefused(UnixFileMode mode, bool isTaken)
    {
        if (OperatingSystem.IsWindows()) return;
        var path = Write("key", "kp_bi_secret\n");
        File.SetUnixFileMode(path, mode);
        _options["--api-key-file"] = path;

        if (isTaken) Assert.Equal("kp_bi_secret", Read().Key!.Token);
        else Assert.Contains($"chmod 600 {path}", Assert.Single(Assert.Throws<KpException>(Read).Details), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:8080", false)]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("http://[::1]:8080", false)]
    [InlineData("https://sql.example.org", false)]
    [InlineData("http://sql.example.org", true)]
    [InlineData("http://10.0.0.1", true)]
    public void Key_SentOverANetworkUnencrypted_IsExposed(string address, bool isExposed) => Assert.Equal(isExposed, ApiKey.IsExposedAt(new(address)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private KpSettings Read()
    {
        // Never the machine's own file.
        _variables.TryAdd("KP_CONFIG", Write("empty.json", "{}"));
        return KpSettings.Read(_options.GetValueOrDefault, _variables.GetValueOrDefault);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
