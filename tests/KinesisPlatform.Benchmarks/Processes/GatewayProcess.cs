using System.Net.Http.Json;
using System.Text.Json;

namespace KinesisPlatform.Benchmarks.Processes;

/// <summary>The query-gateway as a process of its own.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private static readonly TimeSpan QueryPatience = TimeSpan.FromMinutes(10), Slack = TimeSpan.FromMinutes(1);

    private readonly ServiceProcess _service;

    private GatewayProcess(ServiceProcess service) => _service = service;

    /// <inheritdoc cref="ServiceProcess.CpuSeconds"/>
    public TimeSpan Cpu => TimeSpan.FromSeconds(_service.CpuSeconds);

    /// <param name="settings">As environment variables name them, such as <c>Streams__Reading</c>.</param>
    public static async Task<GatewayProcess> StartAsync(Uri aws, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken) =>
        // PostgreSQL's port may be another gateway's, and there are several here.
        new(await ServiceProcess.StartAsync("KinesisPlatform.QueryGateway.dll", aws, settings.Prepend(new("Postgres__Enabled", "false")), "/health", QueryPatience + Slack, cancellationToken));

    /// <returns>As <c>POST /sql</c> answers: <c>rows</c> and <c>stats</c> among others.</returns>
    /// <exception cref="InvalidOperationException">The query failed.</exception>
    public async Task<JsonElement> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        using var answer = await _service.Http.PostAsJsonAsync("/sql", new { sql, timeoutSeconds = QueryPatience.TotalSeconds }, cancellationToken);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(cancellationToken));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public void Dispose() => _service.Dispose();
}
