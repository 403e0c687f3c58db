using System.Net;
using System.Net.Sockets;

namespace KinesisPlatform.Access.Keys;

/// <summary>How many wrong tokens are looked at: guessing must not burn the CPU, and one who guesses should not keep others out.</summary>
internal sealed class AttemptBudget(AccessOptions options, TimeProvider time)
{
    private const int BurstSeconds = 5;
    private const int BurstSecondsPerAddress = 10;

    /// <summary>Beyond so many addresses the table begins anew: who has more of them is held by what all have together.</summary>
    private const int AddressesMax = 4096;

    private readonly Lock _gate = new();
    private readonly Bucket _all = new(options.WrongTokensPerSecondMax, options.WrongTokensPerSecondMax * BurstSeconds, time.GetTimestamp());
    private readonly Dictionary<IPAddress, Bucket> _addresses = [];

    /// <returns>How long to wait; null when there was an attempt left.</returns>
    public TimeSpan? TryTake(IPAddress? caller)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var address = Of(caller, now);
            if ((address.WaitAt(now, time) ?? _all.WaitAt(now, time)) is { } wait) return wait;
            address.Left--;
            _all.Left--;
            return null;
        }
    }

    /// <summary>The token was right.</summary>
    public void Return(IPAddress? caller)
    {
        lock (_gate)
        {
            Of(caller, time.GetTimestamp()).Left++;
            _all.Left++;
        }
    }

    private Bucket Of(IPAddress? caller, long now)
    {
        var network = Network(caller ?? IPAddress.None);
        if (_addresses.TryGetValue(network, out var bucket)) return bucket;
        if (_addresses.Count == AddressesMax) _addresses.Clear();
        var rate = options.WrongTokensPerSecondAndAddressMax;
        return _addresses[network] = new(rate, rate * BurstSecondsPerAddress, now);
    }

    // One who has an IPv6 address has 2^64 of them.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }

    private sealed class Bucket
    {
        private readonly double _perSecond;
        private readonly double _capacity;
        private long _filledAt;

        public Bucket(double perSecond, double capacity, long now) => (_perSecond, _capacity, _filledAt, Left) = (perSecond, capacity, now, capacity);

        public double Left { get; set; }

        public TimeSpan? WaitAt(long now, TimeProvider time)
        {
            Left = Math.Min(_capacity, Left + time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond);
            _filledAt = now;
            return Left >= 1 ? null : TimeSpan.FromSeconds((1 - Left) / _perSecond);
        }
    }
}
