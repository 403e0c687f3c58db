using KinesisPlatform.Archive;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.QueryGateway.Iceberg;
using KinesisPlatform.QueryGateway.Queries;
using KinesisPlatform.QueryGateway.Sql;
using KinesisPlatform.QueryGateway.Streams;
using KinesisPlatform.Sql;
using KinesisPlatform.Streams;

namespace KinesisPlatform.QueryGateway;

/// <summary>What the query gateway is made of.</summary>
internal static class QueryGatewayExtensions
{
    /// <summary>The gateway only reads the bucket, so that it needs no right to write: the store is not probed.</summary>
    public static void AddQueryGateway(this WebApplicationBuilder builder)
    {
        builder.Services.AddStreams(builder.Configuration);
        builder.Services.AddObjectStore(builder.Configuration);
        builder.Services.AddArchive(builder.Configuration);
        builder.Services.AddMessaging(builder.Configuration, MessageRoutes.QueryGateway, bus => bus.AddConsumer<SnapshotCommittedConsumer>());
        builder.Services.AddSql(builder.Configuration);
        builder.Services.AddSqlApi();
        builder.Services.AddIcebergCatalog(builder.Configuration);
    }

    public static void MapQueryGateway(this WebApplication app)
    {
        app.UseResponseCompression();
        app.MapSql();
        app.MapQueries();
        app.MapStreams();
        app.MapIceberg();
    }
}
