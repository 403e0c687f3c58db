using System.Text.Json;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Reads what the engine sends.</summary>
internal static class RequestReader
{
    /// <returns>Null when the engine closed the pipe instead.</returns>
    public static WorkerSettings? ReadSettings(Stream input) => Frames.Read(input) switch
    {
        null => null,
        (FrameKind.Settings, var payload) => JsonSerializer.Deserialize(payload, WorkerJson.Default.WorkerSettings),
        var (kind, _) => throw Unexpected(kind),
    };

    /// <returns>Null when the engine closed the pipe instead: a worker that is no longer needed.</returns>
    /// <exception cref="InvalidDataException">A frame out of place.</exception>
    public static WorkerRequest? Read(Stream input)
    {
        WorkerPlan? plan = null;
        object?[] parameters = [];
        while (Frames.Read(input) is var (kind, payload))
        {
            switch (kind)
            {
                case FrameKind.Plan:
                    plan = JsonSerializer.Deserialize(payload, WorkerJson.Default.WorkerPlan);
                    break;
                case FrameKind.Parameters:
                    parameters = ReadParameters(payload);
                    break;
                case FrameKind.Run when plan is not null:
                    return new(plan, parameters);
                default:
                    throw Unexpected(kind);
            }
        }
        return null;
    }

    private static object?[] ReadParameters(byte[] payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload));
        return (object?[])ValueCodec.Read(reader)!;
    }

    private static InvalidDataException Unexpected(FrameKind kind) => new($"A frame of kind {kind} was not expected.");
}
