using System.Collections.Immutable;
using System.IO.Enumeration;

namespace KinesisPlatform.Leases.Balancing;

/// <param name="Serves">Names of the groups it can work on, or patterns in which <c>*</c> stands for any characters.</param>
internal sealed record PlannedWorker(string Worker, ImmutableSortedSet<string> Serves)
{
    public bool ServesAll => Serves.Contains("*");

    public bool CanServe(string group) => ServesAll || Serves.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, group, ignoreCase: false));
}
