using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>A client's first message.</summary>
/// <param name="Code">The protocol's version, or one of the codes that stand in its place.</param>
internal sealed record Startup(int Code, IReadOnlyDictionary<string, string> Parameters, int ProcessId, int Secret)
{
    public const int CancelRequest = 80877102;
    public const int SslRequest = 80877103;
    public const int GssRequest = 80877104;

    private const int ParametersMax = 100;

    public int Major => Code >> 16;

    public int Minor => Code & 0xFFFF;

    /// <exception cref="PostgresException">Not the message it says it is.</exception>
    public static Startup Read(ReadOnlyMemory<byte> payload)
    {
        var body = new MessageBody(payload);
        var code = body.ReadInt32();
        if (code == CancelRequest) return new(code, new Dictionary<string, string>(), body.ReadInt32(), body.ReadInt32());
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (code is SslRequest or GssRequest || code >> 16 != 3) return new(code, parameters, 0, 0);
        while (body.ReadText() is { Length: > 0 } name)
        {
            if (parameters.Count == ParametersMax) throw PostgresException.Protocol("Too many parameters.");
            parameters[name] = body.ReadText();
        }
        return new(code, parameters, 0, 0);
    }
}
