using System.Globalization;

namespace KinesisPlatform.Cli.Clusters;

/// <summary>A port of this machine, and the one of the cluster's primary instance that it leads to: <c>8889</c>, or <c>9000:8889</c>.</summary>
internal readonly record struct PortPair(int Local, int Remote)
{
    /// <returns>Null when it is none.</returns>
    public static PortPair? Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 1 or > 2) return null;
        var ports = parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port : 0).ToArray();
        return ports.Contains(0) ? null : new(ports[0], ports[^1]);
    }
}
