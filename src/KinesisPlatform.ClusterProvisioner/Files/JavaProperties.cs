using System.Text;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>Writes a file as <c>java.util.Properties.load</c> reads it.</summary>
internal static class JavaProperties
{
    public static string Write(IEnumerable<(string Key, string Value)> properties)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in properties) text.Append(Escape(key, isKey: true)).Append('=').Append(Escape(value, isKey: false)).Append('\n');
        return text.ToString();
    }

    private static string Escape(string text, bool isKey)
    {
        var escaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\n') escaped.Append("\\n");
            else if (c is '\r') escaped.Append("\\r");
            else if (c is < ' ' or > '~') escaped.Append($"\\u{(int)c:x4}");
            else if (c == '\\' || (isKey && c is '=' or ':' or '#' or '!' or ' ') || (c == ' ' && i == 0)) escaped.Append('\\').Append(c);
            else escaped.Append(c);
        }
        return escaped.ToString();
    }
}
