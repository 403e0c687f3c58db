namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>Trino says that a statement failed. Never leaves this folder: its place is in the text that was sent.</summary>
internal sealed class TrinoFailedException(TrinoError error) : Exception(error.Message)
{
    public TrinoError Error { get; } = error;
}
