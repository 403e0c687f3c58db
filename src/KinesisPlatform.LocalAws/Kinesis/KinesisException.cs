namespace KinesisPlatform.LocalAws.Kinesis;

/// <summary>An answer of Kinesis that is an error: its code and message as the service gives them (Amazon Kinesis Data Streams API Reference).</summary>
internal sealed class KinesisException(string code, string message, int statusCode = StatusCodes.Status400BadRequest) : Exception(message)
{
    public string Code => code;

    public int StatusCode => statusCode;

    public static KinesisException InvalidArgument(string message) => new("InvalidArgumentException", message);

    public static KinesisException Validation(string message) => new("ValidationException", message);

    public static KinesisException NotFound(string message) => new("ResourceNotFoundException", message);

    public static KinesisException InUse(string message) => new("ResourceInUseException", message);

    public static KinesisException LimitExceeded(string message) => new("LimitExceededException", message);

    public static KinesisException Serialization(string message) => new("SerializationException", message);

    public static KinesisException UnknownOperation(string operation) => new("UnknownOperationException", $"Unknown operation {operation}.");

    public static KinesisException ThroughputExceeded(string message) => new(ThroughputExceededCode, message);

    public const string ThroughputExceededCode = "ProvisionedThroughputExceededException";
}
