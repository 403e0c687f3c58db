namespace KinesisPlatform.TestKit;

/// <summary>Where this repository lies on the machine that runs the tests.</summary>
public static class RepositoryFolder
{
    /// <exception cref="DirectoryNotFoundException">The tests run outside of a checkout.</exception>
    public static string Path { get; } = Find();

    /// <summary>The npm packages that tests compare with: emulators and clients that others wrote.</summary>
    public static string TestNpm => System.IO.Path.Combine(Path, "tests", "npm");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "KinesisPlatform.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds KinesisPlatform.sln: run the tests from a checkout of the repository.");
    }
}
