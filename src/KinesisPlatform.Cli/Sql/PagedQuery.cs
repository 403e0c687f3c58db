using System.Net;
using System.Text.Json;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Sql;

/// <summary>A query whose result the gateway keeps and answers page by page. It has an id before it has rows: it can be watched, and be cancelled at any time.</summary>
internal sealed class PagedQuery(ServiceClient gateway, string id)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);

    public static async Task<PagedQuery> StartAsync(ServiceClient gateway, JsonElement body, Terminal terminal, CancellationToken cancellationToken)
    {
        // Not cancelled with the command: a query whose id nobody heard could not be cancelled either.
        var starting = gateway.SendAsync(HttpMethod.Post, "sql", ServiceClient.Json(body), CancellationToken.None);
        try
        {
            return new(gateway, IdOf(await starting.WaitAsync(cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var id = await Task.WhenAny(starting, Task.Delay(StartPatience, CancellationToken.None)) == starting && starting.IsCompletedSuccessfully ? IdOf(starting.Result) : null;
            // A query that was refused is none.
            if (id is not null || !starting.IsCompleted) await QueryCancellation.CancelAsync(gateway, id, terminal);
            throw;
        }

        string IdOf(JsonElement answer) => gateway.Read(answer, KpJson.Default.QueryStatus).Id;
    }

    /// <summary>Every page, as soon as it is there. Whatever happens, nothing of the query is left at the gateway behind it, or the terminal says so.</summary>
    public async Task ReadAsync(Terminal terminal, Action<WorkStep> report, Action<ResultPage> read, CancellationToken cancellationToken)
    {
        try
        {
            string? path = $"queries/{id}/results?page=1";
            while (path is not null)
            {
                var page = await GetPageAsync(path, report, cancellationToken);
                read(page);
                path = page.Next?.TrimStart('/');
            }
            await QueryCancellation.ReleaseAsync(gateway, id);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await QueryCancellation.CancelAsync(gateway, id, terminal);
            throw;
        }
        catch (KpException error) when (error.Status is null)
        {
            // The connection broke: the query may well run on.
            await QueryCancellation.CancelAsync(gateway, id, terminal);
            throw;
        }
        catch (IOException)
        {
            // Nobody reads the rows any more.
            await QueryCancellation.ReleaseAsync(gateway, id);
            throw;
        }
    }

    private async Task<ResultPage> GetPageAsync(string path, Action<WorkStep> report, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Prefer", "wait=1");
            request.Headers.Accept.Add(new("application/json"));
            using var response = await gateway.OpenAsync(request, cancellationToken);
            var answer = await ReadAsync(response, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Accepted)
            {
                var page = gateway.Read(answer, KpJson.Default.ResultPage);
                return page.Error is { } error ? throw new KpException(ExitCode.Failed, error) { Hint = "The rows before it are not all there are." } : page;
            }
            var status = gateway.Read(answer, KpJson.Default.QueryStatus);
            report(new(status.Progress.Percent, $"{status.State}, {Shown.Bytes(status.Progress.FetchedBytes)} fetched, {Shown.Counted(status.Progress.RowCount, "row")}"));
        }
    }

    private async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), new() { MaxDepth = 1000 }, cancellationToken);
            return document.RootElement.Clone();
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw gateway.Broken(error);
        }
    }
}
