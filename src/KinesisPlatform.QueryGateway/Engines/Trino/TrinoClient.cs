using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>Trino's client protocol: the requests of a statement, one after the other. Safe for concurrent callers.</summary>
internal sealed class TrinoClient : IDisposable
{
    private const string PreparedName = "q", StatementPath = "/v1/statement";

    // Trino takes 8 kB of headers by default.
    private const int PreparedCharsMax = 6000;

    private const int FirstBytes = 64 << 10;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 1000 };

    private readonly TrinoOptions _options;
    private readonly EngineHttp _http;

    public TrinoClient(IOptions<EnginesOptions> options, TimeProvider time)
    {
        _options = options.Value.Trino;
        _http = new("Trino", _options, _options.AccessToken is { } token ? new AuthenticationHeaderValue("Bearer", token) : EngineHttp.Basic(_options), time);
    }

    /// <summary>
    /// Sends a statement. The answer may be lost and the request sent again: Trino queues a statement until its first answer's nextUri is asked for, and forgets it when nobody does.
    /// </summary>
    /// <param name="parameters">Literals in Trino's SQL, for each <c>?</c>; empty for a statement without.</param>
    /// <exception cref="PlatformException">Unavailable; Invalid: a statement with parameters that is too long to be prepared.</exception>
    public Task<TrinoPage> BeginAsync(string sql, IReadOnlyList<string> parameters, bool isExplained, TrinoSession session, CancellationToken cancellationToken)
    {
        var prepared = parameters.Count == 0 ? null : $"{PreparedName}={Uri.EscapeDataString(sql)}";
        if (prepared?.Length > PreparedCharsMax)
            throw new PlatformException(FailureKind.Invalid, $"A statement with parameters goes to Trino in a header of at most {PreparedCharsMax} characters, escaped, and this one takes {prepared.Length}. Shorten it, or write the values into it.");
        var body = (isExplained ? $"{TrinoExplain.Prefix}\n" : "") + (prepared is null ? sql : $"EXECUTE {PreparedName} USING {string.Join(", ", parameters)}");
        return SendAsync(() => Request(HttpMethod.Post, new(_http.Address, StatementPath), request =>
        {
            request.Content = new StringContent(body, Encoding.UTF8, "text/plain");
            Add(request, TrinoHeaders.Catalog, session.Catalog);
            Add(request, TrinoHeaders.Schema, session.Schema);
            Add(request, TrinoHeaders.ClientTags, session.Key.Length == 0 ? null : $"key-{session.Key}");
            Add(request, TrinoHeaders.TraceToken, session.Query);
            Add(request, TrinoHeaders.PreparedStatement, prepared);
            Add(request, TrinoHeaders.Source, "kinesis-platform");
            Add(request, TrinoHeaders.ClientInfo, "query-gateway");
            Add(request, TrinoHeaders.TimeZone, "UTC");
            Add(request, TrinoHeaders.Language, "en-US");
            Add(request, TrinoHeaders.ClientCapabilities, "PARAMETRIC_DATETIME");
        }), cancellationToken);
    }

    /// <summary>Asks for a statement's next answer. The same address may be asked again as long as the one it names has not been.</summary>
    /// <exception cref="PlatformException">Unavailable.</exception>
    public Task<TrinoPage> AdvanceAsync(Uri next, CancellationToken cancellationToken) => SendAsync(() => Request(HttpMethod.Get, next, _ => { }), cancellationToken);

    /// <summary>Ends a statement. One that has ended is none to end: no error.</summary>
    public async Task CancelAsync(Uri next)
    {
        using var limit = new CancellationTokenSource(_options.CancelTimeMax);
        await _http.SendAsync(() => Request(HttpMethod.Delete, next, _ => { }), Ignore, _options.CancelTimeMax, isRepeatable: true, limit.Token);
    }

    /// <summary>Where a statement's next answer is: at the configured address and nowhere else, whatever an answer says.</summary>
    /// <exception cref="PlatformException">Unavailable: it is elsewhere.</exception>
    public Uri NextOf(string nextUri)
    {
        var address = _http.Address;
        if (Uri.TryCreate(nextUri, UriKind.Absolute, out var next) && next.Scheme == address.Scheme && next.Authority == address.Authority && next.UserInfo.Length == 0
            && next.AbsolutePath.StartsWith($"{StatementPath}/", StringComparison.Ordinal)) return next;
        throw new PlatformException(FailureKind.Unavailable,
            $"Trino at {address.Authority} sends its client to another address for the next rows, where this service does not go. Behind a proxy set http-server.process-forwarded=true in Trino, and {EnginesOptions.SectionName}:Trino:Url to the proxy's address.");
    }

    public void Dispose() => _http.Dispose();

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
    }

    private static Task<bool> Ignore(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        response.Dispose();
        return Task.FromResult(true);
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address, Action<HttpRequestMessage> complete)
    {
        var request = new HttpRequestMessage(method, address);
        Add(request, TrinoHeaders.User, _options.User);
        complete(request);
        return request;
    }

    private Task<TrinoPage> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellationToken) =>
        _http.SendAsync(create, ReadAsync, _options.RequestTimeMax, isRepeatable: true, cancellationToken);

    private async Task<TrinoPage> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var buffer = new MemoryStream((int)Math.Min(response.Content.Headers.ContentLength ?? FirstBytes, _options.AnswerBytesMax));
            var chunk = new byte[64 << 10];
            while (await body.ReadAsync(chunk, cancellationToken) is var count and > 0)
            {
                if (buffer.Length + count > _options.AnswerBytesMax)
                    throw new PlatformException(FailureKind.Invalid, $"Trino's answer has more than {_options.AnswerBytesMax} bytes at once. Select less of wide columns, or raise {EnginesOptions.SectionName}:Trino:AnswerBytesMax.");
                buffer.Write(chunk, 0, count);
            }
            try
            {
                var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), Json);
                if (document.RootElement.ValueKind == JsonValueKind.Object) return new(document);
                document.Dispose();
            }
            catch (JsonException exception)
            {
                // Cut off where the connection was, or not Trino's.
                throw new IOException("The answer is not the JSON that Trino's are.", exception);
            }
            throw new PlatformException(FailureKind.Unavailable, $"What answers at {_http.Address.Authority} is not Trino: look at {EnginesOptions.SectionName}:Trino:Url.");
        }
    }
}
