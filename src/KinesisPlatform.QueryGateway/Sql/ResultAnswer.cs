using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Results;
using Microsoft.AspNetCore.Http.Features;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>Writes rows as a response's body, no faster than the client reads them.</summary>
internal sealed class ResultAnswer(ILogger<ResultAnswer> logger)
{
    public const string IdHeader = "Query-Id";

    /// <summary>All rows as they come; the query waits for a client that reads slowly.</summary>
    public async Task WriteAsync(HttpContext context, ResultFormat format, ValueStyle style, QueryResult result)
    {
        Begin(context, format, result.Id);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await WriteAsync(context, format, style, result.Columns, result.Batches, () => new(result.Id, null, null, result.Stats));
    }

    public async Task WriteAsync(HttpContext context, ResultFormat format, ValueStyle style, StoredResult result, ResultPage page)
    {
        Begin(context, format, result.Id);
        var next = page.HasNext ? $"/queries/{result.Id}/results?page={page.Number + 1}{style.Query}" : null;
        if (next is not null) context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        await WriteAsync(context, format, style, result.Columns, page.Batches, () => new(result.Id, page, next, page.HasNext ? null : result.Stats));
    }

    private static void Begin(HttpContext context, ResultFormat format, QueryId id)
    {
        context.Response.Headers[IdHeader] = id.ToString();
        context.Response.Headers.Append("Vary", "Accept");
        context.Response.ContentType = format.ContentType;
    }

    private async Task WriteAsync(
        HttpContext context, ResultFormat format, ValueStyle style, IReadOnlyList<QueryColumn> columns, IAsyncEnumerable<IReadOnlyList<object?[]>> batches, Func<ResultEnd> end)
    {
        var body = context.Response.BodyWriter;
        using var writer = format.CreateWriter(body, columns, style);
        try
        {
            writer.Begin();
            await foreach (var rows in batches.WithCancellation(context.RequestAborted))
            {
                writer.Write(rows);
                await body.FlushAsync(context.RequestAborted);
            }
            writer.End(end());
            await body.FlushAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is PlatformException or TimeoutException or QueryCancelledException or ObjectDisposedException && context.Response.HasStarted)
        {
            // The status is out. The body says why and then breaks off, so that nobody takes half a result for a whole one.
            logger.ResultBroken(exception.Message);
            writer.Fail(exception switch
            {
                PlatformException { Kind: FailureKind.Internal } => "The query failed inside the service; its log says why.",
                ObjectDisposedException => "The result expired while it was read. Run the query again.",
                _ => exception.Message,
            });
            await body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}
