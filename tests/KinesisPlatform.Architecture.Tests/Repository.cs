using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace KinesisPlatform.Architecture.Tests;

/// <summary>The checkout this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", ".."));

    /// <summary>Project files that ship: name without the common prefix, and path.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } =
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "KinesisPlatform.*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Append(Path.Combine(Root, "KinesisPlatform.ServiceDefaults", "KinesisPlatform.ServiceDefaults.csproj"))
            .ToDictionary(path => ShortName(path), path => path);

    public static IReadOnlyList<string> ReferencesOf(string projectPath) =>
    [
        .. XDocument.Load(projectPath).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Where(include => include.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(include => ShortName(include.Replace('\\', '/'))),
    ];

    private static string ShortName(string path) => Path.GetFileNameWithoutExtension(path)["KinesisPlatform.".Length..];

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
