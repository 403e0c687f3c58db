using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KinesisPlatform.Cli.Configuration;

namespace KinesisPlatform.Cli.Http;

/// <summary>One service. Every failure comes out as a <see cref="KpException"/> that says which service at which address, and what to do.</summary>
internal sealed class ServiceClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(100);
    private const int AttemptsMax = 3;

    private readonly HttpClient _http;

    public ServiceClient(ServiceAddress address, ApiKey? key)
    {
        Address = address;
        // A redirect would take the key, or a statement, to another place than was configured.
        _http = new(new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, AllowAutoRedirect = false }) { BaseAddress = address.Address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new("kp", Version));
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new("Bearer", key.Token);
    }

    public static string Version { get; } = typeof(ServiceClient).Assembly.GetName().Version!.ToString(3);

    public ServiceAddress Address { get; }

    public static HttpContent Json(JsonElement body) => new StringContent(body.GetRawText(), Encoding.UTF8, "application/json");

    /// <summary>GET of a JSON document. Tried again, a few times, while the service says that it cannot now.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(HttpMethod.Get, path, null, cancellationToken);
            }
            catch (KpException error) when (error.Status == (int)HttpStatusCode.ServiceUnavailable && attempt < AttemptsMax)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), cancellationToken);
            }
        }
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) => Read(await GetAsync(path, cancellationToken), type);

    /// <summary>The JSON answer of a request; an undefined element where there is no body.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await OpenAsync(request, limit.Token);
            if (response.StatusCode == HttpStatusCode.NoContent) return default;
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            using var document = await JsonDocument.ParseAsync(body, default, limit.Token);
            return document.RootElement.Clone();
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KpException(ExitCode.TimedOut, $"{Address.Service.Name} at {Address.Shown} did not answer {method} /{path} within {AnswerTimeout.TotalSeconds:0} s.", error);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw Broken(error);
        }
    }

    /// <summary>A response whose status says success, its body not read yet. No limit of time but the caller's.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await TryOpenAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await Problem.ReadAsync(response, Address, cancellationToken);
    }

    /// <summary>A response, whatever its status.</summary>
    public async Task<HttpResponseMessage> TryOpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException error) when (error.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError))
        {
            // It was reached, and may have done what it was asked.
            throw Broken(new IOException(error.InnerException?.Message ?? error.Message, error));
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Unreachable(error);
        }
    }

    public T Read<T>(JsonElement answer, JsonTypeInfo<T> type)
    {
        try
        {
            return answer.Deserialize(type) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw Broken(error);
        }
    }

    /// <summary>The connection broke while the answer was read, or the answer is not what this service answers.</summary>
    public KpException Broken(Exception error) => new(ExitCode.Failed, $"{Address.Service.Name} at {Address.Shown} broke off its answer, or answered what kp {Version} does not understand: {error.Message}", error)
    {
        Hint = $"Look whether {Address.Service.Option} is right and of the same version ('kp doctor'), and run the command again.",
    };

    public void Dispose() => _http.Dispose();

    private KpException Unreachable(Exception error) => new(ExitCode.Unavailable, $"{Address.Service.Name} does not answer at {Address.Shown} ({Reason(error)}).", error)
    {
        Hint = Address.Address.IsLoopback
            ? $"Start it with 'dotnet run --project KinesisPlatform.AppHost', or say where it is: {Address.Service.Option} URL, {Address.Service.Variable}, or \"{Address.Service.Member}\" in {ConfigFile.DefaultPath}."
            : $"The address is from {Address.Origin}. Look whether it is right and reached from here: curl {Address.Shown}/alive",
    };

    private static string Reason(Exception error) => error switch
    {
        { InnerException: SocketException socket } => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no such host",
            _ => socket.Message,
        },
        { InnerException: AuthenticationException tls } => $"no TLS: {tls.Message}",
        TaskCanceledException => $"no connection within {ConnectTimeout.TotalSeconds:0} s",
        _ => error.InnerException?.Message ?? error.Message,
    };
}
