using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>
/// One answer of Trino's, its <c>QueryResults</c>:
/// <c>{"id":"20260101_…","infoUri":"…","nextUri":"…","columns":[{"name","type","typeSignature"}],"data":[[…]],"stats":{"state":"RUNNING",…},"error":{…},"warnings":[…]}</c>.
/// Any of them but id and stats may be missing; the last answer has no nextUri.
/// </summary>
internal sealed class TrinoPage(JsonDocument document) : IDisposable
{
    private JsonElement Root => document.RootElement;

    public string? Id => Root.Text("id");

    public string? NextUri => Root.Text("nextUri");

    public JsonElement? Columns => Member("columns", JsonValueKind.Array);

    public JsonElement? Data => Member("data", JsonValueKind.Array);

    public JsonElement? Error => Member("error", JsonValueKind.Object);

    public JsonElement? Stats => Member("stats", JsonValueKind.Object);

    public JsonElement? Warnings => Member("warnings", JsonValueKind.Array);

    public void Dispose() => document.Dispose();

    private JsonElement? Member(string name, JsonValueKind kind) => Root.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : null;
}
