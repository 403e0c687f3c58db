namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>An error as SQS answers it: a short name for the JSON protocol, and the code of the older query protocol, which SDKs still show to users.</summary>
internal sealed class SqsException(string code, string queryCode, string message) : Exception(message)
{
    private const string Prefix = "AWS.SimpleQueueService.";

    public string Code { get; } = code;

    public string QueryCode { get; } = queryCode;

    public static SqsException NonExistentQueue() => new("QueueDoesNotExist", Prefix + "NonExistentQueue", "The specified queue does not exist.");

    public static SqsException QueueNameExists(string attribute) =>
        new("QueueNameExists", "QueueAlreadyExists", $"A queue already exists with the same name and a different value for attribute {attribute}");

    public static SqsException Missing(string parameter) =>
        new("MissingRequiredParameterException", "MissingParameter", $"The request must contain the parameter {parameter}.");

    public static SqsException InvalidParameter(string message) => new("InvalidParameterValueException", "InvalidParameterValue", message);

    public static SqsException InvalidValue(string? value, string parameter, string reason) =>
        InvalidParameter($"Value {value} for parameter {parameter} is invalid. Reason: {reason}");

    public static SqsException UnknownAttribute(string name) => new("InvalidAttributeName", "InvalidAttributeName", $"Unknown Attribute {name}.");

    public static SqsException InvalidAttribute(string name) => new("InvalidAttributeValue", "InvalidAttributeValue", $"Invalid value for the parameter {name}.");

    public static SqsException InvalidMessageContents() =>
        new("InvalidMessageContents", "InvalidMessageContents", "Invalid binary character was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to #x10FFFF].");

    public static SqsException InvalidReceiptHandle(string handle) =>
        new("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");

    public static SqsException NotInflight() => new("MessageNotInflight", Prefix + "MessageNotInflight", "The message referred to isn't in flight.");

    public static SqsException OverLimit() => new("OverLimit", "OverLimit", "The queue has reached the limit of messages in flight.");

    public static SqsException Unsupported(string message) => new("UnsupportedOperation", Prefix + "UnsupportedOperation", message);

    public static SqsException Batch(string code, string message) => new(code, Prefix + code, message);

    public static SqsException Serialization(string message) => new("SerializationException", "SerializationException", message);

    public static SqsException UnknownOperation(string message) => new("UnknownOperationException", "InvalidAction", message);
}
