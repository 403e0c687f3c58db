using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.Sql.Tests.Scans;

public sealed class ScanWindowTests
{
    [Fact]
    public void Files_InASequence_AreWindowsOfTheirOwnInOrder()
    {
        var windows = ScanWindow.Of([File(10, 19), File(0, 9), File(20, 29)], after: null, bytesTarget: 1);
        Assert.Equal(["-..9: 0", "9..19: 10", "19..-: 20"], windows.Select(Describe));
        Assert.All(windows, window => Assert.True(window.IsSorted));
    }

    [Fact]
    public void Window_TakesFilesUpToItsBytes()
    {
        var windows = ScanWindow.Of([File(0, 9), File(10, 19), File(20, 29)], after: null, bytesTarget: 150);
        Assert.Equal(["-..19: 0 10", "19..-: 20"], windows.Select(Describe));
    }

    [Fact]
    public void FilesThatOverlap_AreReadInEachWindowTheyReachInto()
    {
        // A merged file without one that lies between those merged.
        var windows = ScanWindow.Of([File(0, 9), File(5, 25), File(20, 29)], after: null, bytesTarget: 1);
        Assert.Equal(["-..9: 0 5", "9..25: 5 20", "25..-: 20"], windows.Select(Describe));
        Assert.Equal([false, false, true], windows.Select(window => window.IsSorted));
    }

    [Fact]
    public void FilesThatAllOverlap_AreReadTwiceAtMost()
    {
        // Each file holds records of every shard, and each shard has numbers of a range of its own.
        var files = Enumerable.Range(10, 80).Select(i => File(i % 10, i)).ToList();
        var windows = ScanWindow.Of(files, after: null, bytesTarget: 1);
        Assert.InRange(windows.Sum(window => window.Files.Count), files.Count, 2 * files.Count);
        Assert.Equal(files.Count, windows.SelectMany(window => window.Files).Distinct().Count());
    }

    [Fact]
    public void Resumption_LeavesOutWhatIsBehind() =>
        Assert.Equal(["-..19: 10", "19..-: 20"], ScanWindow.Of([File(0, 9), File(10, 19), File(20, 29)], SequenceNumber.Parse(Text(12)), 1).Select(Describe));

    [Fact]
    public void FileThatIsNotSorted_OrWithoutBounds_IsNotTakenAsSorted()
    {
        Assert.False(Assert.Single(ScanWindow.Of([File(0, 9) with { IsSorted = false }], null, 1)).IsSorted);
        var windows = ScanWindow.Of([File(0, 9), File(10, 19) with { SequenceNumberTo = null }], null, 1);
        Assert.Equal((null, null, 2, false), (Assert.Single(windows).After, windows[0].UpTo, windows[0].Files.Count, windows[0].IsSorted));
    }

    private static string Describe(ScanWindow window) => $"{Short(window.After)}..{Short(window.UpTo)}: {string.Join(' ', window.Files.Select(file => Short(file.SequenceNumberFrom)))}";

    private static string Short(string? text) => text is null ? "-" : text[^2..].TrimStart('0').PadLeft(1, '0');

    private static DataFile File(int from, int to) => new($"f{from}", 100, 1, null, null, null, null) { SequenceNumberFrom = Text(from), SequenceNumberTo = Text(to), IsSorted = true };

    private static string Text(int number) => $"{new string('4', 54)}{number:D2}";
}
