using KinesisPlatform.Archive;
using KinesisPlatform.DuckDb;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Sql.Tests.Parquet;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Cache;

/// <summary>A cache over a bucket in memory that may be opened again, as a service that is started again does.</summary>
internal sealed class CacheHost : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cache-tests").FullName;
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    private LocalFolder? _local;
    private RangeReader? _reader;

    public CacheHost()
    {
        Options = new() { CacheFolder = Path.Combine(_folder, "cache"), WholeFetchBytesMax = 0, FetchGapBytesMax = 0 };
        Connection = _database.Connect();
        Connection.Execute("SET TimeZone = 'UTC'; SET threads = 1; SET enable_external_file_cache = false");
        Open();
    }

    public SqlOptions Options { get; }

    public CountingStore Store { get; } = new(new(TimeProvider.System));

    public DuckDbConnection Connection { get; }

    public ObjectCache Objects { get; private set; } = null!;

    public DataFileCache Cache { get; private set; } = null!;

    public string CacheFolder => Directory.GetDirectories(Path.Combine(Options.CacheFolder!, "0", "files")).Single();

    /// <summary>Forgets everything but what is on the disk.</summary>
    public void Open()
    {
        Close();
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        _local = new(options);
        Objects = new(Store, _local, options, NullLogger<ObjectCache>.Instance);
        _reader = new(Store, Objects, options);
        Cache = new(Objects, _reader, options);
    }

    public async Task<DataFile> PutAsync(string key, int rows = 20_000)
    {
        var content = SampleFile.Create(Connection, rows, _folder);
        await Store.PutAsync(key, content, new PutCondition.None(), default);
        return new(key, content.Length, rows, null, null, null, null);
    }

    /// <summary>Puts an object of the same rows and length, and another ETag.</summary>
    public async Task ReplaceAsync(string key)
    {
        var content = (await Store.Inner.GetAsync(key, null, default))!.Content.ToArray();
        content[content.AsSpan().LastIndexOf("DuckDB version"u8)] = (byte)'d';
        await Store.PutAsync(key, content, new PutCondition.None(), default);
    }

    public string? Scalar(string columns, CachedFiles files, string where = "") =>
        (string?)Connection.Scalar($"SELECT ({columns})::VARCHAR FROM read_parquet([{string.Join(", ", files.Files.Select(file => $"'{file.Path}'"))}]) {where}");

    public void Dispose()
    {
        Close();
        Connection.Dispose();
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Close()
    {
        _reader?.Dispose();
        _local?.Dispose();
    }
}
