using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace KinesisPlatform.Aws.Tests.ElasticMapReduce;

/// <summary>Keeps what goes over the wire as <c>{"operation","direction","body"}</c>.</summary>
internal sealed class RecordingHttpClientFactory : HttpClientFactory
{
    public List<JsonObject> Log { get; } = [];

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new Handler(Log) { InnerHandler = new HttpClientHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None } });

    private sealed class Handler(List<JsonObject> log) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
            var sent = await request.Content!.ReadAsStringAsync(cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            if (!response.IsSuccessStatusCode) return response;
            log.Add(Entry(operation, "input", sent));
            log.Add(Entry(operation, "output", await response.Content.ReadAsStringAsync(cancellationToken)));
            return response;
        }

        private static JsonObject Entry(string operation, string direction, string body) =>
            new() { ["operation"] = operation, ["direction"] = direction, ["body"] = body.Length == 0 ? new JsonObject() : JsonNode.Parse(body) };
    }
}
