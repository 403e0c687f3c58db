namespace KinesisPlatform.Sql.Queries;

/// <summary>A number beyond .NET's own types, of DECIMAL (more than 28 digits) or BIGNUM: a sign, digits, and with a DECIMAL as many behind the point as its scale.</summary>
public readonly record struct QueryNumber(string Text)
{
    public override string ToString() => Text;
}
