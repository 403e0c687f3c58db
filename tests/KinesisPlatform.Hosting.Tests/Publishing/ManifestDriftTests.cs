using Aspire.Hosting.Publishing;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Projects;

namespace Aspire.Hosting.Tests.Publishing;

public sealed class ManifestDriftTests
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(KinesisPlatform_AppHost.ProjectPath)!, ".."));

    [Fact]
    public async Task CommittedManifest_Regenerated_IsTheSame()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<KinesisPlatform_AppHost>(["--publisher", "manifest", "--output-path", "unused"]);
        await using var app = await builder.BuildAsync();

        var generated = app.Services.GetRequiredService<ManifestWriter>().Compose(Repository);

        var committed = await File.ReadAllTextAsync(Path.Combine(Repository, "aspire-manifest.json"));
        Assert.True(
            committed == ManifestWriter.Write(generated),
            "aspire-manifest.json is not what the AppHost describes. Run: dotnet run --project KinesisPlatform.AppHost -- --publisher manifest --output-path aspire-manifest.json");
    }
}
