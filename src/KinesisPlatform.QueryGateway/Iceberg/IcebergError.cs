namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>The specification's <c>IcebergErrorResponse</c>: <c>{"error":{"message","type","code"}}</c>. Clients tell errors apart by code and type.</summary>
internal sealed record IcebergError(IcebergErrorModel Error)
{
    public static IResult NoSuchNamespace(string name) =>
        Result(StatusCodes.Status404NotFound, "NoSuchNamespaceException", $"Namespace does not exist: {name}. GET /iceberg/v1/namespaces lists what there is.");

    public static IResult NoSuchTable(string name) =>
        Result(StatusCodes.Status404NotFound, "NoSuchTableException", $"Table does not exist: {name}. A stream has a table once the archiver has begun to archive it.");

    public static IResult Forbidden(string message) => Result(StatusCodes.Status403Forbidden, "ForbiddenException", message);

    public static IResult BadRequest(string message) => Result(StatusCodes.Status400BadRequest, "BadRequestException", message);

    public static IResult Result(int code, string type, string message) => TypedResults.Json(new IcebergError(new IcebergErrorModel(message, type, code)), statusCode: code);
}

/// <param name="Type">The name of the exception that Java's client throws.</param>
/// <param name="Code">The HTTP status again.</param>
internal sealed record IcebergErrorModel(string Message, string Type, int Code);
