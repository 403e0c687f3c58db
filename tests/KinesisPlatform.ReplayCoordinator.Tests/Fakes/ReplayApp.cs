using KinesisPlatform.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>The service with its HTTP API, on a real server and a free port.</summary>
internal static class ReplayApp
{
    /// <param name="register">The coordinator's services.</param>
    public static async Task<WebApplication> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, Action<WebApplicationBuilder> register)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        register(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapReplayCoordinator();
        await app.StartAsync();
        return app;
    }
}
