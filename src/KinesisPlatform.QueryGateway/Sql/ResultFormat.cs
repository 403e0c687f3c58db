using System.IO.Pipelines;
using KinesisPlatform.Sql.Queries;
using Microsoft.Net.Http.Headers;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>A form in which results are answered.</summary>
/// <param name="IsStreamed">Whether a reader can use the first rows without the last: answered without end unless pages are asked for.</param>
internal sealed record ResultFormat(string MediaType, string ContentType, bool IsStreamed, Func<PipeWriter, IReadOnlyList<QueryColumn>, ValueStyle, IResultWriter> CreateWriter)
{
    private static readonly ResultFormat[] All =
    [
        new("application/json", "application/json; charset=utf-8", false, (body, columns, style) => new JsonResultWriter(body, columns, style)),
        new("application/x-ndjson", "application/x-ndjson; charset=utf-8", true, (body, columns, style) => new NdjsonResultWriter(body, columns, style)),
        new("text/csv", "text/csv; charset=utf-8; header=present", true, (body, columns, style) => new CsvResultWriter(body, columns, style)),
    ];

    public static IEnumerable<string> MediaTypes => All.Select(format => format.MediaType);

    public static IResult NotAcceptable => TypedResults.Problem(
        $"The answer can be {string.Join(", ", MediaTypes)}. Name one of them in the Accept header, or none for JSON.", statusCode: StatusCodes.Status406NotAcceptable);

    /// <returns>The form the client likes best, JSON when it has no preference; null when it accepts none.</returns>
    public static ResultFormat? Negotiate(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return All[0];
        return accepted
            .Where(range => range.Quality != 0)
            .OrderByDescending(range => range, MediaTypeHeaderValueComparer.QualityComparer)
            .Select(range => Array.Find(All, format => new MediaTypeHeaderValue(format.MediaType).IsSubsetOf(new MediaTypeHeaderValue(range.MediaType))))
            .FirstOrDefault(format => format is not null);
    }
}
