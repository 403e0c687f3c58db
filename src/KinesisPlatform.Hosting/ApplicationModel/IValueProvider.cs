namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is only known when the application runs.</summary>
public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}
