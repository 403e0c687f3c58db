using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>How a result's rows go to the client.</summary>
internal interface IRowWriter
{
    /// <summary>Before the first row.</summary>
    void Begin(MessageWriter writer);

    void Write(MessageWriter writer, object?[] row);

    /// <summary>After the last row, when there was no error.</summary>
    void End(MessageWriter writer);
}
