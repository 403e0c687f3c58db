using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;

namespace KinesisPlatform.QueryGateway.Tests;

/// <summary>An API key and what configures it.</summary>
internal sealed class TestKey(string id)
{
    private readonly AccessToken _token = AccessToken.Create(id);

    public string Token => _token.Text;

    /// <param name="index">Of the key in the configuration.</param>
    /// <param name="settings">Of the key, such as <c>Streams:0</c>.</param>
    public IEnumerable<(string Name, string Value)> Settings(int index, params (string Name, string Value)[] settings) =>
        settings.Append(("Id", id)).Append(("Verifier", ScramVerifier.Create(Token).ToString())).Select(setting => ($"Access:Keys:{index}:{setting.Item1}", setting.Item2));
}
