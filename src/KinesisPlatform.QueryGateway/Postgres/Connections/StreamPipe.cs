using System.IO.Pipelines;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>A stream as the two pipes of a connection.</summary>
internal sealed class StreamPipe(Stream stream) : IDuplexPipe
{
    public PipeReader Input { get; } = PipeReader.Create(stream, new(leaveOpen: true));

    public PipeWriter Output { get; } = PipeWriter.Create(stream, new(leaveOpen: true));
}
