using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>The specification's <c>LoadTableResult</c>, with the table's metadata file byte by byte: what a client gets here is what it would read in the bucket.</summary>
internal sealed class LoadedTable(string metadataLocation, ReadOnlyMemory<byte> metadata) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("metadata-location", metadataLocation);
        json.WritePropertyName("metadata");
        // Parsed before: the archive has read the version from it.
        json.WriteRawValue(metadata.Span, skipInputValidation: true);
        json.WriteStartObject("config");
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
