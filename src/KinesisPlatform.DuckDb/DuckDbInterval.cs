using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb;

/// <summary>An INTERVAL: its three parts do not convert into each other, as a month has no fixed length.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DuckDbInterval(int Months, int Days, long Microseconds)
{
    public override string ToString() => $"{Months} months {Days} days {Microseconds} microseconds";
}
