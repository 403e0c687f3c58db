namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>Where a client may choose how values are written.</summary>
/// <param name="NumbersAsText">Integers and decimals of every width are JSON strings, for clients whose numbers are doubles. FLOAT and DOUBLE stay numbers: they are such.</param>
/// <param name="JsonAsText">A JSON value is a string with its text, exactly as it is, instead of being nested.</param>
internal readonly record struct ValueStyle(bool NumbersAsText, bool JsonAsText)
{
    public const string Number = "number", Nested = "nested", String = "string";

    /// <summary>As it goes on in the address of the next page: with an ampersand in front, or empty.</summary>
    public string Query => (NumbersAsText ? $"&numbers={String}" : "") + (JsonAsText ? $"&json={String}" : "");
}
