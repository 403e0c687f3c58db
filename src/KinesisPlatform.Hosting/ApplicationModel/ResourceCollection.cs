using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The application's resources in the order of their addition; their names are unique.</summary>
public sealed class ResourceCollection : Collection<IResource>
{
    protected override void InsertItem(int index, IResource item)
    {
        if (this.Any(r => string.Equals(r.Name, item.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"There are two resources named '{item.Name}'. Give one of them another name.");
        base.InsertItem(index, item);
    }
}
