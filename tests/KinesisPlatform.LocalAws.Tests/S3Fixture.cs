using System.Net;
using System.Text;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>A server with one bucket, <c>raw</c>, and plain HTTP to it: what no SDK can be made to send.</summary>
public sealed class S3Fixture : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new();
    private LocalAwsServer? _server;

    public async Task InitializeAsync()
    {
        var options = new LocalAwsOptions { Port = 0 };
        options.Buckets.Add("raw");
        _server = await LocalAwsServer.StartAsync(options, TimeProvider.System, default);
        _http.BaseAddress = _server.Endpoint;
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request; headers of the content's own kind go to the content.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, string? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(_http.BaseAddress!, path));
        if (content is not null) request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(content));
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
