using Microsoft.OpenApi;

namespace KinesisPlatform.QueryGateway.OpenApi;

/// <summary>The gateway's OpenAPI document, <c>GET /openapi/v1.json</c>. The Iceberg catalog has one of its own: Apache Iceberg's.</summary>
internal static class GatewayOpenApi
{
    private const string KeyScheme = "apiKey";

    public static IServiceCollection AddGatewayOpenApi(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var header in context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestHeader>()) (operation.Parameters ??= []).Add(Parameter(header));
            return Task.CompletedTask;
        });
    });

    /// <summary>It holds nothing that is not public: clients are generated without a key.</summary>
    public static void MapGatewayOpenApi(this IEndpointRouteBuilder routes) => routes.MapOpenApi().AllowAnonymous();

    /// <summary>A header that an endpoint reads.</summary>
    public static RouteHandlerBuilder WithHeader(this RouteHandlerBuilder endpoint, string name, string description) => endpoint.WithMetadata(new RequestHeader(name, description));

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "KinesisPlatform query gateway",
            Version = "v1",
            Description = "SQL over the live records and the archive of Kinesis streams as one table each. The same tables are served as an Iceberg REST catalog under /iceberg, "
                + "which Apache Iceberg's own OpenAPI document describes. Errors are problem documents (RFC 9457); those of a request say everything that is wrong with it under `errors`.",
        };
        // The address is the one it was asked at.
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, kp_<id>_<secret>. A gateway that has no keys configured listens on loopback alone and asks for none." },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }, []];
    }

    private static OpenApiParameter Parameter(RequestHeader header) => new()
    {
        Name = header.Name, In = ParameterLocation.Header, Description = header.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private sealed record RequestHeader(string Name, string Description);
}
