using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.Access;

/// <summary>Who may use a service, and for what. Read once, at the start: a key that is taken back is refused after a restart.</summary>
public sealed class AccessOptions
{
    public const string SectionName = "Access";

    /// <summary>None: the service listens on this machine's loopback addresses only, and whoever reaches it may do everything.</summary>
    public IList<AccessKeyOptions> Keys { get; } = [];

    /// <summary>Wrong tokens that are looked at per second, from all callers together; five times as many at once. Each costs about 1 ms of CPU for 4,096 iterations.
    /// Beyond it new tokens are answered with 429; those that were right once are not affected.</summary>
    [Range(1, 10_000)]
    public int WrongTokensPerSecondMax { get; set; } = 20;

    /// <summary>The same for one address (of IPv6, one /64); ten times as many at once.</summary>
    [Range(1, 10_000)]
    public int WrongTokensPerSecondAndAddressMax { get; set; } = 1;
}
