using KinesisPlatform.Archive;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.QueryGateway.Engines;
using KinesisPlatform.QueryGateway.Iceberg;
using KinesisPlatform.QueryGateway.OpenApi;
using KinesisPlatform.QueryGateway.Postgres;
using KinesisPlatform.QueryGateway.Queries;
using KinesisPlatform.QueryGateway.Sql;
using KinesisPlatform.QueryGateway.Streams;
using KinesisPlatform.Sql;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Configuration.Memory;

namespace KinesisPlatform.QueryGateway;

/// <summary>What the query gateway is made of.</summary>
internal static class QueryGatewayExtensions
{
    /// <summary>
    /// Two of a shard's five GetRecords calls a second, while its stream is queried: with one, a record would be seen a second after it was put at the worst, and the call's own time later.
    /// </summary>
    private static readonly Dictionary<string, string?> Defaults = new() { [$"{StreamsOptions.SectionName}:{nameof(StreamsOptions.GetRecordsPerShardPerSecond)}"] = "2" };

    /// <summary>The gateway only reads the bucket, so that it needs no right to write: the store is not probed.</summary>
    public static void AddQueryGateway(this WebApplicationBuilder builder)
    {
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Services.AddStreams(builder.Configuration);
        builder.Services.AddObjectStore(builder.Configuration);
        builder.Services.AddArchive(builder.Configuration);
        builder.Services.AddMessaging(builder.Configuration, MessageRoutes.QueryGateway, bus => bus.AddConsumer<SnapshotCommittedConsumer>());
        builder.Services.AddSql(builder.Configuration);
        builder.Services.AddSqlApi();
        builder.Services.AddEngines(builder.Configuration);
        builder.Services.AddIcebergCatalog(builder.Configuration);
        builder.Services.AddPostgres(builder.Configuration);
    }

    public static void MapQueryGateway(this WebApplication app)
    {
        app.UseResponseCompression();
        app.MapSql();
        app.MapQueries();
        app.MapStreams();
        app.MapIceberg();
        app.MapGatewayOpenApi();
    }
}
