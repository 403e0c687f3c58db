using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.Sql.Queries;
using Microsoft.AspNetCore.Http.Features;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary><c>POST /sql</c>.</summary>
internal static class SqlEndpoint
{
    public static void MapSql(this IEndpointRouteBuilder routes) => routes.MapPost("/sql", RunAsync);

    private static async Task<IResult> RunAsync(SqlRequestBody body, HttpContext context, IQueryEngine engine, ILogger<SqlRequestBody> logger)
    {
        if (ResultFormat.Negotiate(context.Request) is not { } format)
        {
            return TypedResults.Problem(
                $"The answer can be {string.Join(", ", ResultFormat.MediaTypes)}. Name one of them in the Accept header, or none for JSON.", statusCode: StatusCodes.Status406NotAcceptable);
        }
        if (SqlRequestReader.Read(body, out var errors) is not { } request) return TypedResults.ValidationProblem(errors);
        try
        {
            await using var result = await engine.ExecuteAsync(request with { Access = context.Access() }, context.RequestAborted);
            await WriteAsync(context, format, result, logger);
            return Results.Empty;
        }
        catch (TimeoutException exception) when (!context.Response.HasStarted)
        {
            return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status504GatewayTimeout);
        }
    }

    private static async Task WriteAsync(HttpContext context, ResultFormat format, QueryResult result, ILogger logger)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = format.ContentType;
        using var writer = format.CreateWriter(context.Response.BodyWriter, result.Columns, default);
        try
        {
            writer.Begin();
            await foreach (var rows in result.Batches.WithCancellation(context.RequestAborted))
            {
                writer.Write(rows);
                // Waits for a client that reads slowly; the query waits with it.
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }
            writer.End(result.Stats);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is PlatformException or TimeoutException && context.Response.HasStarted)
        {
            // The status is out. The body says why and then breaks off, so that nobody takes half a result for a whole one.
            logger.ResultBroken(exception.Message);
            writer.Fail(exception is PlatformException { Kind: FailureKind.Internal } ? "The query failed inside the service; its log says why." : exception.Message);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}
