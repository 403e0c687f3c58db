using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Tests.Publishing;

public sealed class ManifestWriterTests
{
    [Fact]
    public async Task Parameter_Secret_IsAnInputWithoutValue()
    {
        var json = await ComposeAsync(builder => builder.AddParameter("token", "dev-only", secret: true));

        Assert.Contains("""
            "token":{"type":"parameter.v0","value":"{token.inputs.value}","inputs":{"value":{"type":"string","secret":true}}}
            """, json, StringComparison.Ordinal);
        Assert.DoesNotContain("dev-only", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_WithReferences_WritesExpressions()
    {
        var json = await ComposeAsync(builder =>
        {
            var api = builder.AddContainer("api", "example/api", "1").WithHttpEndpoint(targetPort: 8080).WithExternalHttpEndpoints();
            builder.AddContainer("web", "example/web").WithReference(api).WithEnvironment("HOST_OF_API", api.GetEndpoint("http").Property(EndpointProperty.Host));
        });

        Assert.Contains("""
            "bindings":{"http":{"scheme":"http","protocol":"tcp","transport":"http","targetPort":8080,"external":true}}
            """, json, StringComparison.Ordinal);
        Assert.Contains("""
            "env":{"services__api__http__0":"{api.bindings.http.url}","API_HTTP":"{api.bindings.http.url}","HOST_OF_API":"{api.bindings.http.host}"}
            """, json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resource_Excluded_IsLeftOut() =>
        Assert.DoesNotContain("tool", await ComposeAsync(builder => builder.AddExecutable("tool", "true", ".").ExcludeFromManifest()), StringComparison.Ordinal);

    [Fact]
    public async Task Executable_NotExcluded_IsRefused() =>
        await Assert.ThrowsAsync<DistributedApplicationException>(() => ComposeAsync(builder => builder.AddExecutable("tool", "true", ".")));

    private static async Task<string> ComposeAsync(Action<IDistributedApplicationBuilder> model)
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--publisher", "manifest");
        model(builder);
        await using var app = await builder.BuildAsync();
        return app.Services.GetRequiredService<ManifestWriter>().Compose(builder.AppHostDirectory).ToJsonString();
    }
}
