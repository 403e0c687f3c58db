namespace KinesisPlatform.Primitives.Tests;

public sealed class PooledListTests
{
    [Fact]
    public void Add_BeyondCapacity_KeepsTheItemsInOrder()
    {
        using var list = new PooledList<int>();
        for (var i = 0; i < 1000; i++) list.Add(i);

        Assert.Equal(1000, list.Count);
        Assert.Equal(Enumerable.Range(0, 1000), list);
        Assert.Equal(999, list[999]);
        Assert.Throws<IndexOutOfRangeException>(() => list[1000]);
    }

    [Fact]
    public void Truncate_ForgetsTheItemsBehind()
    {
        using var list = new PooledList<string>();
        foreach (var item in (string[])["a", "b", "c"]) list.Add(item);

        list.Truncate(1);
        list.Add("d");

        Assert.Equal(["a", "d"], list);
        Assert.Throws<ArgumentOutOfRangeException>(() => list.Truncate(3));
    }

    [Fact]
    public void Dispose_Repeated_GivesTheArrayBackOnce_AndUseAfterwardsThrows()
    {
        var list = new PooledList<byte>(100);
        list.Add(1);
        list.Dispose();
        using var other = new PooledList<byte>(100);
        other.Add(2);

        // Were the array given back a second time, the next list would share it with the other.
        list.Dispose();
        using var third = new PooledList<byte>(100);
        third.Add(3);

        Assert.Equal([2], other);
        Assert.Throws<ObjectDisposedException>(() => list[0]);
        Assert.Throws<ObjectDisposedException>(() => list.Count);
        Assert.Throws<ObjectDisposedException>(() => list.Add(4));
    }
}
