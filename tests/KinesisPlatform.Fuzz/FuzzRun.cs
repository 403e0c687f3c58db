using System.Diagnostics;

namespace KinesisPlatform.Fuzz;

/// <summary>Feeds one target. A crash, a hang or memory out of all proportion ends the run and says how to make the input again.</summary>
internal sealed class FuzzRun(IFuzzTarget target, FuzzOptions options)
{
    // On a machine that is busy with a lot else: a real hang lasts for ever.
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(1);
    // Knuth's multiplier: neighbouring numbers give random inputs that have nothing in common.
    private const long Spread = 2_654_435_761;
    private const long AllocatedBytesFree = 1 << 20;
    private const long AllocatedBytesPerInputByte = 500;

    private long _number = options.First;

    /// <returns>Whether nothing was found.</returns>
    public bool Run()
    {
        var started = Stopwatch.StartNew();
        using var watch = new Timer(Watch(), null, HangAfter, HangAfter);
        var (soundCount, refusedCount) = (0L, 0L);
        for (; _number < options.First + options.InputCount; _number++)
        {
            var random = new Random(unchecked(options.Seed ^ (int)(_number * Spread)));
            var input = Mutation.Input(target.Seeds, random);
            if (random.Next(4) > 0) input = target.Repair(input);
            switch (TryParse(input))
            {
                case null:
                    return false;
                case true:
                    soundCount++;
                    break;
                default:
                    refusedCount++;
                    break;
            }
        }
        Console.WriteLine($"{target.Name,-22}{options.InputCount,10} inputs, {soundCount} sound, {refusedCount} refused, {started.Elapsed.TotalSeconds:0.0} s");
        return true;
    }

    /// <returns>Null: a bug was found, and said.</returns>
    private bool? TryParse(byte[] input)
    {
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var isSound = false;
        try
        {
            isSound = target.Parse(input);
        }
        catch (PlatformException e) when (e.Kind == FailureKind.Data)
        {
        }
        catch (Exception e)
        {
            Report(e.ToString());
            return null;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        if (allocated <= AllocatedBytesFree + AllocatedBytesPerInputByte * input.Length) return isSound;
        Report($"{allocated} bytes allocated for {input.Length} of input.");
        return null;
    }

    private TimerCallback Watch()
    {
        var last = -1L;
        return _ =>
        {
            var now = Interlocked.Read(ref _number);
            if (now == last)
            {
                Report($"No end within {HangAfter}.");
                Environment.Exit(3);
            }
            last = now;
        };
    }

    private void Report(string what) =>
        Console.Error.WriteLine($"{target.Name}: {what}{Environment.NewLine}Again with: --target \"{target.Name}\" --seed {options.Seed} --first {_number} --inputs 1");
}
