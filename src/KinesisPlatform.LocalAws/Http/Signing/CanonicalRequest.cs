using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;

namespace KinesisPlatform.LocalAws.Http.Signing;

/// <summary>A request in the one form that both sides sign: method, path, query, signed headers and payload hash, a line each.</summary>
internal static partial class CanonicalRequest
{
    /// <param name="escapesTwice">Every service but S3 signs the path escaped once more than it is sent.</param>
    public static string Of(HttpRequest request, SignatureFields fields, string payloadHash, bool escapesTwice)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.Append(Path(target[0], escapesTwice)).Append('\n');
        text.Append(Query(target.Length > 1 ? target[1] : "")).Append('\n');
        foreach (var name in fields.SignedHeaders) text.Append(name).Append(':').Append(Header(request, name)).Append('\n');
        text.Append('\n').AppendJoin(';', fields.SignedHeaders).Append('\n').Append(payloadHash);
        return text.ToString();
    }

    private static string Path(string sent, bool escapesTwice)
    {
        var path = sent.StartsWith('/') ? sent : new Uri(sent).GetComponents(UriComponents.Path | UriComponents.KeepDelimiter, UriFormat.UriEscaped);
        return string.Join('/', path.Split('/').Select(segment =>
        {
            var escaped = Uri.EscapeDataString(Uri.UnescapeDataString(segment));
            return escapesTwice ? Uri.EscapeDataString(escaped) : escaped;
        }));
    }

    private static string Query(string sent) => string.Join('&', sent.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2))
        .Select(p => (Name: Escape(p[0]), Value: Escape(p.ElementAtOrDefault(1) ?? "")))
        .Where(p => p.Name != "X-Amz-Signature")
        .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
        .Select(p => $"{p.Name}={p.Value}"));

    private static string Header(HttpRequest request, string name)
    {
        var values = SignatureFields.IsHost(name) ? [request.Host.Value] : request.Headers[name].ToArray();
        return string.Join(',', values.Select(v => Spaces().Replace(v?.Trim() ?? "", " ")));
    }

    private static string Escape(string sent) => Uri.EscapeDataString(Uri.UnescapeDataString(sent));

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
