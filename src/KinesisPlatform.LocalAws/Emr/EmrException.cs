namespace KinesisPlatform.LocalAws.Emr;

/// <summary>
/// An error as EMR answers it: ValidationException for what a request may not ask, InvalidRequestException with an <c>ErrorCode</c> of its own where the operation's reference lists it.
/// </summary>
internal sealed class EmrException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>The member <c>ErrorCode</c> of an InvalidRequestException.</summary>
    public string? ErrorCode { get; private init; }

    public static EmrException Validation(string message) => new("ValidationException", message);

    public static EmrException Missing(string member) =>
        Validation($"1 validation error detected: Value null at '{char.ToLowerInvariant(member[0])}{member[1..]}' failed to satisfy constraint: Member must not be null");

    public static EmrException InvalidRequest(string errorCode, string message) => new("InvalidRequestException", message) { ErrorCode = errorCode };

    public static EmrException NoSuchCluster(string id) => InvalidRequest("NoSuchCluster", $"Cluster id '{id}' is not valid.");

    public static EmrException Serialization(string message) => new("SerializationException", message);

    public static EmrException UnknownOperation(string name) => new("UnknownOperationException", $"The operation {name} is not one that this emulator has.");
}
