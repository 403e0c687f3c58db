using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Emr.Operations;

/// <summary>Lists are answered in pages; the marker of the next one is the number of its first item.</summary>
internal static class Page
{
    private const int ItemCountMax = 50;

    /// <param name="name">What the answer calls the list.</param>
    public static JsonObject Of(EmrRequest request, string name, IEnumerable<JsonObject> items)
    {
        var start = 0;
        if (request.Text("Marker") is { } marker && (!int.TryParse(marker, out start) || start < 0)) throw EmrException.InvalidRequest("InvalidMarker", $"Marker '{marker}' is not valid.");
        var page = items.Skip(start).Take(ItemCountMax + 1).ToList();
        var answer = new JsonObject { [name] = new JsonArray([.. page.Take(ItemCountMax)]) };
        if (page.Count > ItemCountMax) answer["Marker"] = $"{start + ItemCountMax}";
        return answer;
    }
}
