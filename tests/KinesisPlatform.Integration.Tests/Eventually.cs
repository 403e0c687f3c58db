namespace KinesisPlatform.Integration.Tests;

/// <summary>Polls real processes, within a limit.</summary>
internal static class Eventually
{
    /// <summary>Nothing is measured by it: it ends what hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>The first value that is good.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> get, Func<T, bool> isGood, TimeSpan limit, Func<T, string>? describe = null)
    {
        var deadline = TimeProvider.System.GetUtcNow() + limit;
        while (true)
        {
            var value = await get();
            if (isGood(value)) return value;
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"Not within {limit}; last: {(describe is null ? $"{value}" : describe(value))}");
            await Task.Delay(Interval);
        }
    }
}
