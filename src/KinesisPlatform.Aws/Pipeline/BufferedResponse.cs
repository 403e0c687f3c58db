using System.Net;
using Amazon.Runtime.EventStreams;
using Amazon.Runtime.Internal.Transform;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>An answer whose body was read already.</summary>
internal sealed class BufferedResponse(IWebResponseData response, ResponseBody body) : IWebResponseData, IHttpResponseBody
{
    /// <summary>Whoever decodes it disposes it.</summary>
    public ResponseBody Body { get; } = body;

    public long ContentLength => Body.Length;

    public string ContentType => response.ContentType;

    public HttpStatusCode StatusCode => response.StatusCode;

    public bool IsSuccessStatusCode => response.IsSuccessStatusCode;

    IHttpResponseBody IWebResponseData.ResponseBody => this;

    public string[] GetHeaderNames() => response.GetHeaderNames();

    public bool IsHeaderPresent(string headerName) => response.IsHeaderPresent(headerName);

    public string GetHeaderValue(string headerName) => response.GetHeaderValue(headerName);

    public IEventStreamHeader GetEventStreamHeader(string headerName) => response.GetEventStreamHeader(headerName);

    public bool IsEventHeaderPresent(string headerName) => response.IsEventHeaderPresent(headerName);

    // The SDK opens and closes a stream around unmarshalling; what is in it was read.
    public Stream OpenResponse() => Stream.Null;

    public Task<Stream> OpenResponseAsync() => Task.FromResult(Stream.Null);

    public void Dispose() => response.ResponseBody.Dispose();
}
