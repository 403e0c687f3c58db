using KinesisPlatform.Access;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Isolated;
using KinesisPlatform.Sql.Live;
using KinesisPlatform.Sql.Pruning;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Relations;
using KinesisPlatform.Sql.Results;
using KinesisPlatform.Sql.Rules;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Sql.Workers;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Reading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql;

public static class SqlServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IQueryEngine"/>, <see cref="IQueryRegistry"/>, <see cref="IResultStore"/>, <see cref="IArchiveScanner"/> and <see cref="IStreamTables"/>, configured by section <see cref="SqlOptions.SectionName"/>.
    /// Needs the streams' directory and reader, the archive's catalog and its object store; and see <see cref="SqlWorker"/> for the program's first line.
    /// </summary>
    public static IServiceCollection AddSql(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SqlOptions>().Bind(configuration.GetSection(SqlOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqlOptions>, SqlOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LocalFolder>();
        services.AddSingleton<ObjectCache>();
        services.AddSingleton<RangeReader>();
        services.AddSingleton<DataFileCache>();
        services.AddSingleton<ConstantFolder>();
        services.AddSingleton<StatementPruner>();
        services.AddSingleton<WorkerPool>();
        services.AddHostedService<WorkerWarmUp>();
        services.AddAccessKeys(configuration);
        services.AddSingleton<SqlGate>();
        services.AddSingleton<RuleReader>();
        services.AddHostedService<RuleStartCheck>();
        services.AddSingleton<ArchiveTables>();
        services.AddSingleton<StreamCatalog>();
        services.AddSingleton(provider => new TailProbe(
            provider.GetService<IOptions<StreamsOptions>>()?.Value.Reading == ReadingMode.FanOut ? provider.GetService<ShardReader>() : null));
        services.AddSingleton<StreamTails>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamTails>());
        services.AddSingleton<SnapshotTaker>();
        services.AddSingleton<RelationResolver>();
        services.AddSingleton<RelationOpener>();
        services.AddSingleton<QueryRegistry>();
        services.AddSingleton<IQueryRegistry>(provider => provider.GetRequiredService<QueryRegistry>());
        services.AddSingleton<IQueryEngine, QueryEngine>();
        services.AddSingleton<IIsolatedQueries, IsolatedQueries>();
        services.AddOptions<ResultOptions>().Bind(configuration.GetSection(ResultOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ResultOptions>, ResultOptionsValidator>());
        services.AddSingleton<ResultQuota>();
        services.AddSingleton<IResultStore, ResultStore>();
        services.AddSingleton<ScanChecker>();
        services.AddSingleton<ScanRunner>();
        services.AddSingleton<LastRecordFinder>();
        services.AddSingleton<IArchiveScanner, ArchiveScanner>();
        services.AddSingleton<IStreamTables, StreamTables>();
        return services;
    }
}
