using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace KinesisPlatform.Sql.Workers.Sandbox;

/// <summary>
/// A seccomp filter for all threads of this process, for ever: no sockets, no programs, no other processes to start, signal or look into, and none of the kernel's
/// wider doors. A list of what is forbidden, because what a runtime needs changes with its version; what it forbids fails with EPERM.
/// </summary>
/// <remarks>
/// Source: seccomp(2), <c>linux/seccomp.h</c>, <c>linux/filter.h</c>. The program reads <c>struct seccomp_data { int nr; u32 arch; u64 instruction_pointer; u64 args[6]; }</c>.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static unsafe partial class SystemCallFilter
{
    private const int NumberAt = 0, ArchitectureAt = 4, FirstArgumentAt = 16;
    private const uint Allow = 0x7FFF_0000, Fail = 0x0005_0000;
    private const uint NotPermitted = Fail | 1, NotImplemented = Fail | 38;
    private const uint OtherInterface = 0x4000_0000, OfOneProcess = 0x0001_0000;
    private const int SetNoNewPrivileges = 38, SetModeFilter = 1, AllThreads = 1;

    /// <returns>Null when the filter holds; otherwise why not.</returns>
    public static string? Enter()
    {
        if (SystemCalls.OfThisMachine is not { } calls) return $"no system call filter on {RuntimeInformation.ProcessArchitecture}";
        if (Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0) return $"no_new_privs (error {Marshal.GetLastPInvokeError()})";
        var program = Program(calls, (uint)Environment.ProcessId);
        fixed (Instruction* first = program)
        {
            var filter = new Filter { Length = (ushort)program.Length, First = first };
            return Call(calls.Seccomp, SetModeFilter, AllThreads, (nint)(&filter), 0) == 0 ? null : $"system call filter (error {Marshal.GetLastPInvokeError()})";
        }
    }

    private static Instruction[] Program(SystemCalls calls, uint processId)
    {
        var program = new List<Instruction>
        {
            Load(ArchitectureAt),
            SkipIfEqual(calls.Architecture, 1),
            Return(NotPermitted),
            Load(NumberAt),
        };
        if (calls.HasOtherInterface) program.AddRange([SkipUnlessAtLeast(OtherInterface, 1), Return(NotPermitted)]);
        // Its flags lie in memory, where a filter cannot see them; without it, the C library takes clone, whose flags are its first argument.
        program.AddRange([SkipUnlessEqual(calls.Clone3, 1), Return(NotImplemented)]);
        program.AddRange([SkipUnlessEqual(calls.Clone, 4), Load(FirstArgumentAt), SkipIfAnyBit(OfOneProcess, 1), Return(NotPermitted), Return(Allow)]);
        foreach (var call in calls.OnlyOnItself)
            program.AddRange([SkipUnlessEqual(call, 5), Load(FirstArgumentAt), SkipIfEqual(processId, 2), SkipIfEqual(call == calls.ProcessLimits ? 0 : processId, 1), Return(NotPermitted), Return(Allow)]);
        foreach (var call in calls.Forbidden) program.AddRange([SkipUnlessEqual(call, 1), Return(NotPermitted)]);
        program.Add(Return(Allow));
        return [.. program];
    }

    // BPF_LD|BPF_W|BPF_ABS, BPF_JMP|{BPF_JEQ, BPF_JGE, BPF_JSET}|BPF_K, BPF_RET|BPF_K
    private static Instruction Load(int offset) => new(0x20, 0, 0, (uint)offset);

    private static Instruction Return(uint value) => new(0x06, 0, 0, value);

    private static Instruction SkipIfEqual(uint value, byte count) => new(0x15, count, 0, value);

    private static Instruction SkipUnlessEqual(uint value, byte count) => new(0x15, 0, count, value);

    private static Instruction SkipUnlessAtLeast(uint value, byte count) => new(0x35, 0, count, value);

    private static Instruction SkipIfAnyBit(uint value, byte count) => new(0x45, count, 0, value);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint argument1, nint argument2, nint argument3, nint argument4);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint value)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue, IfFalse = ifFalse;
        public readonly uint Value = value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public Instruction* First;
    }
}
