using System.Text.Json;

namespace KinesisPlatform.Cli.Http;

/// <param name="Id">Of the last event that had one.</param>
internal sealed record ServerSentEvent(string? Id, string Name, JsonElement Data);
