namespace Aspire.Hosting.ApplicationModel;

/// <summary>Arguments added behind those stated before: strings or <see cref="IValueProvider"/>s.</summary>
internal sealed class CommandLineArgsAnnotation(IReadOnlyList<object> args) : IResourceAnnotation
{
    public IReadOnlyList<object> Args { get; } = args;
}
