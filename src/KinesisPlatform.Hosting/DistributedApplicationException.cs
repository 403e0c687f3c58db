namespace Aspire.Hosting;

/// <summary>The application model is wrong, or a resource cannot do what is asked. The message says what to do next.</summary>
public sealed class DistributedApplicationException : Exception
{
    public DistributedApplicationException() { }

    public DistributedApplicationException(string message) : base(message) { }

    public DistributedApplicationException(string message, Exception inner) : base(message, inner) { }
}
