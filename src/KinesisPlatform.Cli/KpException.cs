using System.Text.Json;

namespace KinesisPlatform.Cli;

/// <summary>A failure that its user can do something about: told without a stack trace.</summary>
/// <param name="message">What happened, to what.</param>
internal sealed class KpException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int Code { get; } = exitCode;

    /// <summary>Each error on its own, as problem documents list them.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>What to do next.</summary>
    public string? Hint { get; init; }

    /// <summary>The service's problem document (RFC 9457), as it came.</summary>
    public JsonElement? Problem { get; init; }

    /// <summary>Of the service's answer.</summary>
    public int? Status { get; init; }
}
