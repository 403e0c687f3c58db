using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KinesisPlatform.ReplayCoordinator.Events;

/// <summary>Writes server-sent events (WHATWG HTML, "Server-sent events"):
/// <code>
/// id: 2
/// event: state
/// data: {"number":2,"state":"running","at":"2026-01-01T00:00:00Z"}
/// </code>
/// </summary>
internal sealed class EventWriter(HttpResponse response)
{
    /// <summary>Begins the answer; a client whose connection breaks comes back after a second.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        return WriteAsync("retry: 1000\n\n", cancellationToken);
    }

    /// <param name="id">What the client says it has seen when it comes back.</param>
    public Task WriteAsync<T>(string name, long id, T data, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {id}\nevent: {name}\ndata: {JsonSerializer.Serialize(data, type)}\n\n"), cancellationToken);

    /// <summary>A comment, which clients ignore: it shows to whatever is between that the connection lives.</summary>
    public Task BeatAsync(CancellationToken cancellationToken) => WriteAsync(": still here\n\n", cancellationToken);

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
