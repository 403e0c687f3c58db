using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests.Maintenance;

public sealed class MergePlannerTests
{
    private const long Target = 1000;
    private static readonly PayloadFields Fields = new(8, [new(9, "a", PayloadFieldType.Whole, []), new(12, "b", PayloadFieldType.Text, [])], new HashSet<int> { 12 });
    private static readonly int[] Typed = [1, 7, 9, 12], Outdated = [1, 7, 9, 10];

    private readonly MergeOptions _options = new() { SmallFileCountMin = 4, QuietAfter = TimeSpan.FromMinutes(10) };
    private int _number;

    [Fact]
    public void Plan_QuietHour_MergesItsSmallFilesUpToTheTarget() =>
        Assert.Equal(["1+2+3", "4+5"], Plan(null, File(300), File(300), File(300), File(300), File(110)));

    [Fact]
    public void Plan_LargeAndLonelyFiles_AreLeftAlone() => Assert.Empty(Plan(null, File(500), File(700), File(400)));

    [Fact]
    public void Plan_HourThatGoesOn_WaitsForManySmallFiles()
    {
        Assert.Empty(Plan(null, [File(10, 1), File(10, 1), File(10, 1)]));
        Assert.Equal(["4+5+6+7"], Plan(null, [File(10, 1), File(10, 1), File(10, 1), File(10, 1)]));
    }

    [Fact]
    public void Plan_JustEndedHour_WaitsForStragglers() => Assert.Empty(new MergePlanner(_options, Target, Noon.AddMinutes(69)).Plan([File(10), File(10)], null));

    [Fact]
    public void Plan_FileThatIsMostOfTheMerge_IsNotWrittenAgain()
    {
        Assert.Empty(Plan(null, File(400), File(10)));
        Assert.Equal(["4+5"], Plan(null, File(400), File(10), File(10)));
        Assert.Equal(["6+7"], Plan(null, File(400), File(140)));
    }

    [Fact]
    public void Plan_FilesWithoutCurrentFields_AreWrittenAgainLast() =>
        Assert.Equal(["4", "6", "1", "3"], Plan(Fields, File(900), File(900, 0, Typed), File(900, 0, Outdated), File(10, -3), File(10, -2, Typed), File(10, -1, Outdated)));

    [Fact]
    public void Plan_HoursOldestFirst_WhateverTheCommitOrder() => Assert.Equal(["3+4", "1+2"], Plan(null, File(10), File(10), File(20, -5), File(20, -5)));

    [Fact]
    public void Plan_ManyFiles_StaysWithinFilesPerMerge()
    {
        _options.FileCountMax = 3;
        Assert.Equal(["1+2+3", "4+5+6"], Plan(null, [.. Enumerable.Range(0, 7).Select(_ => File(1))]));
    }

    // A file a minute into 100 hours, merged whenever there is something to merge.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(90)]
    public void Plan_RunAgainAndAgain_WritesEachByteFewTimesAndLeavesFewFiles(long fileBytes)
    {
        var (files, written) = (new List<DataFile>(), 0L);
        for (var minute = 0; minute < 6000; minute++)
        {
            var now = Noon.AddMinutes(minute);
            files.Add(File(fileBytes, minute / 60));
            if (minute % 10 != 0) continue;
            foreach (var plan in new MergePlanner(_options, Target, now).Plan(files, Fields))
            {
                files.RemoveAll(plan.Files.Contains);
                files.Add(File(plan.LengthBytes, (int)(plan.Hour - Noon).TotalHours, Typed));
                written += plan.LengthBytes;
            }
        }
        var total = 6000 * fileBytes;
        Assert.Equal(total, files.Sum(file => file.LengthBytes));
        Assert.InRange(written, total - 70 * fileBytes, total * 7 / 2);
        Assert.InRange(files.Count, 100, 100 + 60 + 6000 * fileBytes * 2 / Target + 100);
    }

    private IReadOnlyList<string> Plan(PayloadFields? fields, params IReadOnlyList<DataFile> files) =>
        [.. new MergePlanner(_options, Target, Noon.AddMinutes(80)).Plan(files, fields).Select(plan => string.Join('+', plan.Files.Select(file => file.Key)))];

    private DataFile File(long lengthBytes, int hour = 0, int[]? columns = null) =>
        new($"{++_number}", lengthBytes, 1, null, null, null, null) { Hour = Noon.AddHours(hour), ColumnIds = columns ?? [1, 7] };
}
