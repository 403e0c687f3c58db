using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>
/// Sends requests to one engine, and only there: redirects are not followed, nothing else than the configured address is asked. An engine that is lost on the way, or answers that it cannot now
/// (429, 502, 503, 504), is asked again with back-off for a bounded time. Safe for concurrent callers.
/// </summary>
internal sealed class EngineHttp(string engine, EngineOptions options, AuthenticationHeaderValue? credentials, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BackOffStep = TimeSpan.FromMilliseconds(100), BackOffMax = TimeSpan.FromSeconds(5), ConnectTimeMax = TimeSpan.FromSeconds(10), ConnectionAgeMax = TimeSpan.FromMinutes(5);

    private const int ExcerptBytes = 400;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectTimeMax, AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate, PooledConnectionLifetime = ConnectionAgeMax,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <exception cref="InvalidOperationException">The engine is not configured.</exception>
    public Uri Address => options.Url ?? throw new InvalidOperationException($"{engine} has no address.");

    public static AuthenticationHeaderValue? Basic(EngineOptions options) =>
        options.Password is { } password ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{password}"))) : null;

    /// <summary>Sends a request until it is answered and its answer is read.</summary>
    /// <param name="create">Makes the request anew for every attempt.</param>
    /// <param name="read">Reads a successful answer, and disposes of it.</param>
    /// <param name="attemptTimeMax">Of one attempt; what takes longer counts as lost.</param>
    /// <param name="isRepeatable">What is lost on the way, or breaks off while it is read (IOException), is sent again. Otherwise only what was surely not taken is.</param>
    /// <param name="sent">Told true before every attempt, and false when that was surely not taken.</param>
    /// <exception cref="PlatformException">Unavailable: no answer within the time for retries, or one that refuses.</exception>
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> create, Func<HttpResponseMessage, CancellationToken, Task<T>> read, TimeSpan attemptTimeMax, bool isRepeatable, CancellationToken cancellationToken,
        Action<bool>? sent = null)
    {
        long? firstFailure = null;
        for (var attempt = 1; ; attempt++)
        {
            PlatformException failure;
            var wait = BackOffStep * attempt;
            using var limit = new CancellationTokenSource(attemptTimeMax, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                using var request = create();
                request.Headers.Authorization = credentials;
                sent?.Invoke(true);
                var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if (response.IsSuccessStatusCode) return await read(response, either.Token);
                if (IsNotTaken(response.StatusCode)) sent?.Invoke(false);
                using (response) failure = await RefusalAsync(response, either.Token);
                if (!IsTransient(response.StatusCode) || (!isRepeatable && !IsNotTaken(response.StatusCode))) throw failure;
                wait = Max(wait, response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException || (lost is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                failure = new(FailureKind.Unavailable, $"{engine} at {Address.Authority} does not answer, or its answer breaks off. Look whether the cluster runs and is reachable from here, and try again.", lost);
                var isNotTaken = lost is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError };
                if (isNotTaken) sent?.Invoke(false);
                else if (!isRepeatable) throw failure;
            }
            firstFailure ??= time.GetTimestamp();
            wait = wait < BackOffMax ? wait : BackOffMax;
            if (time.GetElapsedTime(firstFailure.Value) + wait > options.RetryTimeMax) throw failure;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // 502 and 504 are a proxy's, which may have handed the request on.
    private static bool IsNotTaken(HttpStatusCode status) => (int)status < 500 || status == HttpStatusCode.ServiceUnavailable;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private async Task<PlatformException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(FailureKind.Unavailable, (int)response.StatusCode switch
    {
        401 or 403 or (>= 300 and < 400) => $"{engine} at {Address.Authority} does not let this service in ({(int)response.StatusCode}): look at the user and password in its configuration.",
        404 or 410 => $"{engine} at {Address.Authority} does not know the query any more ({(int)response.StatusCode}): it was restarted, or ended it. Run it again.",
        429 or 503 => $"{engine} at {Address.Authority} takes no more requests now ({(int)response.StatusCode}). Try again later.",
        _ => $"{engine} at {Address.Authority} answered {(int)response.StatusCode}{await ExcerptAsync(response, cancellationToken)}. Its log may say more.",
    });

    // Engines say in plain text what is wrong with a request; a page of HTML says nothing.
    private static async Task<string> ExcerptAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("text/plain" or "application/json")) return "";
        var bytes = new byte[ExcerptBytes];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            var text = new string([.. Encoding.UTF8.GetString(bytes, 0, count).Where(character => !char.IsControl(character))]).Trim();
            return text.Length == 0 ? "" : $" ({text})";
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return "";
        }
    }
}
