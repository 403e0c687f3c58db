namespace KinesisPlatform.Consumer.Records;

/// <summary>A record claims to be a replay and its version cannot be told. Do not apply it: dead-letter it and go on.</summary>
public sealed class MalformedReplayException : Exception
{
    public MalformedReplayException()
    {
    }

    public MalformedReplayException(string message) : base(message)
    {
    }

    public MalformedReplayException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
