using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace KinesisPlatform.Cli.Http;

/// <summary>Reads a service's server-sent events, and comes back where the connection broke (WHATWG HTML, "Server-sent events").</summary>
internal static class ServerSentEvents
{
    private const int ReconnectsMax = 10;
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    // The service says that it lives every 15 seconds or so.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Ends with an event that is the last for certain, and where the service has nothing more to tell behind the others (204).</summary>
    /// <param name="isLast">No event can come behind this one.</param>
    /// <exception cref="KpException">The connection broke and could not be made again, ten times one after the other.</exception>
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(
        ServiceClient service, string path, Func<ServerSentEvent, bool> isLast, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (lastId, failures, isOver) = (default(string), 0, false);
        while (true)
        {
            KpException? broken = null;
            await using (var events = ConnectAsync(service, path, lastId, () => isOver = true, cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (true)
                {
                    try
                    {
                        if (!await events.MoveNextAsync()) break;
                    }
                    catch (KpException error) when (error.Code == ExitCode.Unavailable || error.InnerException is IOException or OperationCanceledException)
                    {
                        broken = error;
                        break;
                    }
                    (lastId, failures) = (events.Current.Id ?? lastId, 0);
                    yield return events.Current;
                    if (isLast(events.Current)) yield break;
                }
            }
            if (isOver) yield break;
            if (++failures > ReconnectsMax) throw broken ?? service.Broken(new IOException("the events end before the work does"));
            await Task.Delay(ReconnectDelay, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<ServerSentEvent> ConnectAsync(
        ServiceClient service, string path, string? lastId, Action end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new("text/event-stream"));
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        using var response = await service.OpenAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent) end();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        string? id = null, name = null, data = null;
        while (await ReadLineAsync(service, reader, cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null) yield return new(id, name ?? "message", Parse(service, data));
                (name, data) = (null, null);
                continue;
            }
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon == 0) continue;
            var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].TrimStart(' '));
            if (field == "id") id = value;
            else if (field == "event") name = value;
            else if (field == "data") data = data is null ? value : $"{data}\n{value}";
        }
    }

    private static async Task<string?> ReadLineAsync(ServiceClient service, StreamReader reader, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Silence);
        try
        {
            return await reader.ReadLineAsync(limit.Token);
        }
        catch (Exception error) when ((error is IOException or OperationCanceledException) && !cancellationToken.IsCancellationRequested)
        {
            throw service.Broken(error);
        }
    }

    private static JsonElement Parse(ServiceClient service, string data)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw service.Broken(error);
        }
    }
}
