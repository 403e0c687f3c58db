using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Sql.Tests.Fakes;

/// <summary>The whole engine, with real worker processes, over streams and an archive in memory.</summary>
internal sealed class SqlHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"sql-tests-{Guid.NewGuid():N}");

    /// <param name="settings">Of section <c>Sql</c>, or with their section's name before a colon.</param>
    public SqlHost(params (string Name, string Value)[] settings) : this(TimeProvider.System, settings) { }

    public SqlHost(TimeProvider time, params (string Name, string Value)[] settings)
    {
        Time = time;
        Store = new MemoryObjectStore(Time);
        Streams = new(Time);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Sql:WorkerPath", typeof(SqlHost).Assembly.Location),
            new("Sql:CacheFolder", _folder),
            .. settings.Concat([("SpareWorkers", "0"), ("StalenessMax", "00:00:00"), ("TimeoutDefault", "00:05:00"), ("LiveWaitMax", "00:05:00")]).DistinctBy(setting => setting.Item1)
                .Select(setting => KeyValuePair.Create(setting.Item1.Contains(':', StringComparison.Ordinal) ? setting.Item1 : $"Sql:{setting.Item1}", (string?)setting.Item2)),
        ]).Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IObjectStore>(Store)
            .AddSingleton<IStreamDirectory>(Streams)
            .AddSingleton<IShardReader>(Streams)
            .AddArchive(configuration)
            .AddSql(configuration)
            .BuildServiceProvider();
        Archiver = new(Get<IArchiveCatalog>(), Streams, Time);
    }

    public TimeProvider Time { get; }

    public MemoryObjectStore Store { get; }

    public MemoryStreams Streams { get; }

    public TestArchiver Archiver { get; }

    public IQueryEngine Engine => _services.GetRequiredService<IQueryEngine>();

    public IArchiveScanner Scanner => _services.GetRequiredService<IArchiveScanner>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<List<object?[]>> QueryAsync(string sql, params object?[] parameters)
    {
        await using var result = await Engine.ExecuteAsync(new(sql) { Parameters = parameters }, default);
        var rows = new List<object?[]>();
        await foreach (var batch in result.Batches) rows.AddRange(batch);
        return rows;
    }

    public async Task<object?> ScalarAsync(string sql, params object?[] parameters) => (await QueryAsync(sql, parameters))[0][0];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
