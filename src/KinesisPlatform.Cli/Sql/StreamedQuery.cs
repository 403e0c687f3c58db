using System.Text;
using System.Text.Json;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Sql;

/// <summary>A query whose rows come as they are found, as the gateway writes them, and are kept nowhere: results of any size. It ends with its connection.</summary>
internal static class StreamedQuery
{
    public static async Task WriteAsync(ServiceClient gateway, JsonElement body, string mediaType, Terminal terminal, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "sql") { Content = ServiceClient.Json(body) };
        request.Headers.Accept.Add(new(mediaType));
        string? id = null;
        try
        {
            using var response = await gateway.OpenAsync(request, cancellationToken);
            id = response.Headers.TryGetValues("Query-Id", out var ids) ? ids.First() : null;
            await using var rows = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (terminal.IsOutTerminal) await WriteLinesAsync(rows, terminal.Out, cancellationToken);
            else await WriteBytesAsync(rows, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A query goes with its connection; with its id that can be made sure of.
            if (id is not null) await QueryCancellation.CancelAsync(gateway, id, terminal);
            else terminal.Note("The query was cancelled with its connection.");
            throw;
        }
        catch (IOException error) when (!Terminal.IsReaderGone(error))
        {
            throw await ExplainAsync(gateway, id, error);
        }
    }

    private static async Task WriteBytesAsync(Stream rows, CancellationToken cancellationToken)
    {
        await using var output = Terminal.OpenOutput();
        await rows.CopyToAsync(output, cancellationToken);
    }

    private static async Task WriteLinesAsync(Stream rows, TextWriter output, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(rows, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line) output.WriteLine(Printable.Of(line));
    }

    // These formats have no place to say why they break off: the gateway remembers.
    private static async Task<KpException> ExplainAsync(ServiceClient gateway, string? id, IOException broken)
    {
        const string hint = "The rows that were written are not all there are.";
        try
        {
            if (id is not null && await gateway.GetAsync($"queries/{id}", KpJson.Default.QueryStatus, CancellationToken.None) is { Error: { } reason })
                return new(ExitCode.Failed, reason, broken) { Hint = hint };
        }
        catch (KpException)
        {
            // Then the connection is all that is known.
        }
        return new(ExitCode.Failed, gateway.Broken(broken).Message, broken) { Hint = hint };
    }
}
