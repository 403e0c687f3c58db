using System.Text.RegularExpressions;

namespace KinesisPlatform;

/// <summary>The name of a Kinesis data stream: 1-128 of <c>[a-zA-Z0-9_.-]</c> (Kinesis API reference, CreateStream).</summary>
public readonly partial record struct StreamName
{
    private readonly string? _value;

    /// <exception cref="FormatException"><paramref name="value"/> is not a stream name.</exception>
    public StreamName(string value) =>
        _value = IsValid(value) ? value : throw new FormatException($"'{value}' is not a stream name: 1-128 letters, digits, '_', '.' or '-'.");

    public string Value => _value ?? throw new InvalidOperationException("This StreamName was never set.");

    public static bool IsValid(string? value) => value is not null && Pattern().IsMatch(value);

    public override string ToString() => _value ?? "";

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]{1,128}\z")]
    private static partial Regex Pattern();
}
