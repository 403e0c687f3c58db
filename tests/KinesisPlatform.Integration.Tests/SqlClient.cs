using System.Net.Http.Json;
using System.Text.Json;

namespace KinesisPlatform.Integration.Tests;

/// <summary>Asks the gateway as a user would.</summary>
public sealed class SqlClient(HttpClient http)
{
    public HttpClient Http => http;

    public Task<HttpResponseMessage> PostAsync(string sql) => http.PostAsJsonAsync("/sql", new { sql });

    /// <summary>The rows of a query that has to succeed.</summary>
    public async Task<IReadOnlyList<JsonElement>> RowsAsync(string sql)
    {
        using var response = await PostAsync(sql);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{sql}: {(int)response.StatusCode} {body}");
        using var document = JsonDocument.Parse(body);
        return [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.Clone())];
    }

    public async Task<long> NumberAsync(string sql) => (await RowsAsync(sql))[0][0].GetInt64();
}
