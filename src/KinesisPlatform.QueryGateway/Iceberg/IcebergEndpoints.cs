namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>
/// The archive's tables as a read-only Iceberg REST catalog below <c>/iceberg</c>: Trino, Spark, PyIceberg and DuckDB find them without a metastore.
/// Format: Apache Iceberg, <c>open-api/rest-catalog-open-api.yaml</c>.
/// </summary>
internal static class IcebergEndpoints
{
    private const string Namespaces = "namespaces", Namespace = "namespaces/{ns}", Tables = "namespaces/{ns}/tables", Table = "namespaces/{ns}/tables/{table}";

    private static readonly string[] Head = [HttpMethods.Head];

    /// <summary>In the specification's own words, which clients compare. Those it assumes where this list is missing are for writers mostly.</summary>
    private static readonly string[] Served =
    [
        "GET /v1/{prefix}/namespaces",
        "GET /v1/{prefix}/namespaces/{namespace}",
        "HEAD /v1/{prefix}/namespaces/{namespace}",
        "GET /v1/{prefix}/namespaces/{namespace}/tables",
        "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}",
    ];

    public static void MapIceberg(this IEndpointRouteBuilder routes)
    {
        var catalog = routes.MapGroup("/iceberg/v1").AddEndpointFilter<RouteGroupBuilder, IcebergErrorFilter>().WithMetadata(new IcebergRefusals()).ExcludeFromDescription();
        catalog.MapGet("config", (StorageProperties storage) => TypedResults.Ok(new { defaults = storage.Defaults, overrides = new Dictionary<string, string>(), endpoints = Served }));
        catalog.MapGet(Namespaces, NamespaceHandlers.List);
        catalog.MapGet(Namespace, NamespaceHandlers.Load);
        catalog.MapMethods(Namespace, Head, NamespaceHandlers.Exists);
        catalog.MapGet(Tables, TableHandlers.ListAsync);
        catalog.MapGet(Table, TableHandlers.LoadAsync);
        catalog.MapMethods(Table, Head, TableHandlers.ExistsAsync);
        catalog.Map("{**path}", Refuse);
    }

    private static IResult Refuse(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        ? IcebergError.Result(StatusCodes.Status404NotFound, "NotFoundException", "This catalog has nothing here: GET /iceberg/v1/config lists the endpoints it serves.")
        : IcebergError.Result(StatusCodes.Status406NotAcceptable, "UnsupportedOperationException",
            $"{request.Method} is not served: this catalog is read-only. Its tables are the archives of Kinesis streams, and only the archiver changes them.");
}
