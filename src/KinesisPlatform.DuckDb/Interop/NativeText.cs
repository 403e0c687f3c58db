using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

/// <summary>Reads the C strings that DuckDB returns.</summary>
internal static class NativeText
{
    /// <summary>A string that DuckDB keeps.</summary>
    public static string? Peek(nint utf8) => Marshal.PtrToStringUTF8(utf8);

    /// <summary>A string that DuckDB handed over.</summary>
    public static string? Take(nint utf8)
    {
        if (utf8 == 0) return null;
        var text = Peek(utf8);
        NativeMethods.duckdb_free(utf8);
        return text;
    }
}
