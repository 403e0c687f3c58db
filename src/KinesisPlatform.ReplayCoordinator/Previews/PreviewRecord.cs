using System.Text.Json;

namespace KinesisPlatform.ReplayCoordinator.Previews;

/// <param name="LengthBytes">Of the data as it would be put.</param>
/// <param name="Data">Every replayed record is a JSON object.</param>
internal sealed record PreviewRecord(string PartitionKey, string? ExplicitHashKey, int LengthBytes, JsonElement Data);
