using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

/// <summary>Finds the library that the build copied beside this assembly.</summary>
internal static class NativeLibraryResolver
{
    private static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

#pragma warning disable CA2255 // The resolver must be there before the first native call, whichever type makes it.
    [ModuleInitializer]
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != NativeMethods.Library) return 0;
        foreach (var folder in Folders(assembly))
        {
            if (File.Exists(Path.Combine(folder, FileName))) return NativeLibrary.Load(Path.Combine(folder, FileName));
        }
        throw new DllNotFoundException(
            $"{FileName} is neither in {string.Join(" nor in ", Folders(assembly))}. The build copies it there from npm package " +
            $"@duckdb/node-bindings: build with Node.js on the PATH, on {RuntimeInformation.RuntimeIdentifier} itself.");
    }

    private static IEnumerable<string> Folders(Assembly assembly) =>
        new[] { Path.GetDirectoryName(assembly.Location), AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar) }
            .Where(folder => !string.IsNullOrEmpty(folder)).Distinct()!;
}
