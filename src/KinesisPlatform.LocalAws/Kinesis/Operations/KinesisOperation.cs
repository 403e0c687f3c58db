using KinesisPlatform.LocalAws.Kinesis.Protocol;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

/// <summary>An operation of the API. One without an answer's members answers with an empty body, as the service does.</summary>
internal sealed record KinesisOperation(string Name, Action<RequestParameters, MessageWriter> Run, bool HasAnswer)
{
    public static KinesisOperation Of(string name, Action<RequestParameters, MessageWriter> run) => new(name, run, HasAnswer: true);

    public static KinesisOperation Of(string name, Action<RequestParameters> run) => new(name, (parameters, _) => run(parameters), HasAnswer: false);
}
