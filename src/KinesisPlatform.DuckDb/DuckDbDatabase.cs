using KinesisPlatform.DuckDb.Interop;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>A DuckDB instance with its own memory limit, threads and settings. Safe for concurrent callers.</summary>
public sealed class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;

    private DuckDbDatabase(DatabaseHandle handle) => _handle = handle;

    /// <summary>The library's version, such as <c>v1.5.5</c>.</summary>
    public static string LibraryVersion => NativeText.Peek(duckdb_library_version()) ?? "";

    /// <summary>Opens a database in memory.</summary>
    public static DuckDbDatabase OpenInMemory(IReadOnlyDictionary<string, string>? settings = null) => Open(null, settings);

    /// <param name="path">A database file; null for a database in memory.</param>
    /// <param name="settings">Instance settings by DuckDB's names. Some, Parquet's among them, can only be SET on a connection.</param>
    /// <exception cref="DuckDbException">The file cannot be opened, or a setting does not exist or has no such value.</exception>
    public static DuckDbDatabase Open(string? path, IReadOnlyDictionary<string, string>? settings = null)
    {
        if (duckdb_create_config(out var config) != Success) throw new DuckDbException("DuckDB could not allocate a configuration.", DuckDbErrorKind.OutOfMemory);
        using (config)
        {
            foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            {
                if (duckdb_set_config(config, name, value) != Success)
                    throw new DuckDbException($"DuckDB does not take the setting {name} = '{value}' when it opens a database.", DuckDbErrorKind.Settings);
            }
            var state = duckdb_open_ext(path, out var handle, config, out var error);
            var message = NativeText.Take(error);
            if (state == Success) return new(handle);

            handle.Dispose();
            throw DuckDbException.From(message, DuckDbErrorKind.Unknown, null);
        }
    }

    public DuckDbConnection Connect()
    {
        if (duckdb_connect(_handle, out var connection) == Success) return new(connection);
        connection.Dispose();
        throw new DuckDbException("DuckDB could not open a connection.", DuckDbErrorKind.Connection);
    }

    /// <summary>For threads of the caller's to run what this instance has to do.</summary>
    public DuckDbTasks Lend() => new(duckdb_create_task_state(_handle));

    /// <summary>Connections that are still open go on working; the instance ends with the last of them.</summary>
    public void Dispose() => _handle.Dispose();
}
