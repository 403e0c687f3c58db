using System.Net;
using System.Text;

namespace KinesisPlatform.ObjectStore.Tests;

/// <summary>Stands between a client and S3: a test says what happens to each request, which are counted from 1.</summary>
internal sealed class ScriptedHandler : DelegatingHandler
{
    private readonly Func<HttpRequestMessage, int, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> _script;
    private int _count;

    /// <param name="script">Gets the request, its number, and what passes it on.</param>
    public ScriptedHandler(Func<HttpRequestMessage, int, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> script) : base(new SocketsHttpHandler()) => _script = script;

    public int Count => _count;

    public static HttpResponseMessage Error(HttpStatusCode status, string code) =>
        new(status) { Content = new StringContent($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>Scripted.</Message></Error>", Encoding.UTF8, "application/xml") };

    /// <summary>S3 did what was asked, but its answer never arrives.</summary>
    public static async Task<HttpResponseMessage> LoseAsync(Func<Task<HttpResponseMessage>> send)
    {
        using var lost = await send();
        throw new HttpRequestException("The connection broke off.");
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _script(request, Interlocked.Increment(ref _count), () => base.SendAsync(request, cancellationToken));
}
