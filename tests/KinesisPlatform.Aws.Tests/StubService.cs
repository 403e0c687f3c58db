using System.Collections.Concurrent;
using Amazon.Kinesis;
using KinesisPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Aws.Tests;

/// <summary>An HTTP server on loopback that answers as a test says, and remembers what it was asked.</summary>
internal sealed class StubService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubService(WebApplication app) => _app = app;

    public ConcurrentQueue<IHeaderDictionary> Requests { get; } = new();

    public Uri Endpoint => new(_app.Urls.Single());

    /// <param name="answer">Gets the number of the request, from 1.</param>
    public static async Task<StubService> StartAsync(Func<HttpResponse, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new StubService(app);
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            stub.Requests.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase)));
            await answer(context.Response, stub.Requests.Count);
        });
        await app.StartAsync();
        return stub;
    }

    public static Task WriteAsync(HttpResponse response, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        return response.Body.WriteAsync(body).AsTask();
    }

    public static Task WriteJsonAsync(HttpResponse response, int status, string json) =>
        WriteAsync(response, status, "application/x-amz-json-1.1", System.Text.Encoding.UTF8.GetBytes(json));

    public AmazonKinesisConfig Config() => new() { ServiceURL = Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };

    public AmazonKinesisClient CreateClient() => new(TestCredentials.Basic, Config());

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
