using System.Net;

namespace KinesisPlatform.Cli.Configuration;

/// <summary>An API key, <c>kp_&lt;id&gt;_&lt;secret&gt;</c>. Its token is never shown.</summary>
internal sealed class ApiKey
{
    public const string Variable = "KP_API_KEY", FileVariable = "KP_API_KEY_FILE";

    private const int LengthMax = 1_000;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private ApiKey(string token, string origin) => (Token, Origin) = (token, origin);

    public string Token { get; }

    /// <summary>The variable or file it came from.</summary>
    public string Origin { get; }

    public string Id => Token.Split('_')[1];

    /// <summary>Whether it would go over a network as it is.</summary>
    public static bool IsExposedAt(Uri address) => address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback && !(IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Parse(string text, string origin, out ApiKey? key)
    {
        var token = text.Trim();
        var isToken = token.Length <= LengthMax && token.Split('_', 3) is ["kp", { Length: > 0 }, { Length: > 0 }] && token.All(c => c is > ' ' and < '\u007f');
        key = isToken ? new(token, origin) : null;
        return isToken ? null : $"{origin}: not an API key, which is kp_<id>_<secret> as the command create-key prints it.";
    }

    /// <summary>Takes a key from a file that its owner alone may read.</summary>
    public static string? ReadFile(string path, string origin, out ApiKey? key)
    {
        key = null;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
                return $"{origin}: {path} may be read or written by others than its owner. Run: chmod 600 {path}, and have a new key made if they may have read it.";
            using var reader = new StreamReader(path);
            var buffer = new char[LengthMax + 100];
            return Parse(new string(buffer, 0, reader.ReadBlock(buffer)), $"{origin} ({path})", out key);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{origin}: {path} cannot be read: {error.Message}";
        }
    }
}
