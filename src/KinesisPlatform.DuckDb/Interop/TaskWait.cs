using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

/// <summary>Waits while a statement's last tasks run on other threads. DuckDB itself would look for further ones again and again, as fast as it can.</summary>
internal partial struct TaskWait
{
    // About what the next task takes to come up when another thread is just finishing one.
    private const int LooksBeforeSleep = 8;
    private const uint SleepMicroseconds = 50;

    private int _looks;

    /// <summary>A task was found and run.</summary>
    public void Reset() => _looks = 0;

    public void Once()
    {
        // .NET's own sleeps are a thousandth of a second at least: as long as many a statement.
        if (++_looks > LooksBeforeSleep && !OperatingSystem.IsWindows()) _ = Sleep(SleepMicroseconds);
        else Thread.Yield();
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
