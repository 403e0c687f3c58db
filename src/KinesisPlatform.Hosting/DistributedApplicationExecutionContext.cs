namespace Aspire.Hosting;

/// <summary>Whether the program runs the application on this machine or writes its manifest.</summary>
public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(bool isPublishMode) => IsPublishMode = isPublishMode;

    public bool IsPublishMode { get; }

    public bool IsRunMode => !IsPublishMode;
}
