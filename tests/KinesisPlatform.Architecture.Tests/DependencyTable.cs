namespace KinesisPlatform.Architecture.Tests;

/// <summary>The table "Projects and who may use whom" of src/docs/ARCHITECTURE.md: project to the projects it may reference.</summary>
internal static class DependencyTable
{
    // | Streams | read and write a stream | Primitives, Aws |
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Rows { get; } =
        File.ReadLines(Path.Combine(Repository.Root, "src", "docs", "ARCHITECTURE.md"))
            .SkipWhile(line => !line.StartsWith("| project ", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1], cells => (IReadOnlySet<string>)cells[3].Split(',', StringSplitOptions.TrimEntries).Where(name => name != "-").ToHashSet());
}
