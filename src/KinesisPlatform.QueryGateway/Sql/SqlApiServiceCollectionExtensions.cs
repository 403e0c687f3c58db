using System.IO.Compression;
using KinesisPlatform.QueryGateway.OpenApi;
using Microsoft.AspNetCore.ResponseCompression;

namespace KinesisPlatform.QueryGateway.Sql;

internal static class SqlApiServiceCollectionExtensions
{
    /// <summary>Adds what <c>/sql</c> and <c>/queries</c> need beside the engine, the document that describes them, and gzip for clients that accept it.</summary>
    public static IServiceCollection AddSqlApi(this IServiceCollection services)
    {
        services.AddSingleton<ResultAnswer>();
        services.AddGatewayOpenApi();
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        return services.AddResponseCompression(compression =>
        {
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = [.. ResultFormat.MediaTypes, "application/problem+json"];
            // No cookies and no secrets beside what a client sends: nothing that could be guessed from lengths.
            compression.EnableForHttps = true;
        });
    }
}
