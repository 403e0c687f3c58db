using System.Runtime.InteropServices;

namespace KinesisPlatform.Sql.Workers.Sandbox;

/// <summary>The kernel's numbers of the calls that <see cref="SystemCallFilter"/> knows, by architecture.</summary>
/// <remarks>Source: <c>asm/unistd_64.h</c> of x86-64 and <c>asm-generic/unistd.h</c>, which arm64 uses; <c>linux/audit.h</c>.</remarks>
internal sealed class SystemCalls
{
    private const uint AuditX64 = 0xC000_003E, AuditArm64 = 0xC000_00B7;

    // Name, x86-64, arm64; 0 where there is no such call.
    private static readonly (string Name, uint X64, uint Arm64)[] All =
    [
        ("socket", 41, 198), ("socketpair", 53, 199), ("connect", 42, 203), ("bind", 49, 200), ("listen", 50, 201), ("accept", 43, 202), ("accept4", 288, 242),
        ("execve", 59, 221), ("execveat", 322, 281), ("fork", 57, 0), ("vfork", 58, 0),
        ("tkill", 200, 130), ("rt_sigqueueinfo", 129, 138), ("rt_tgsigqueueinfo", 297, 240), ("pidfd_open", 434, 434), ("pidfd_send_signal", 424, 424), ("pidfd_getfd", 438, 438),
        ("ptrace", 101, 117), ("process_vm_readv", 310, 270), ("process_vm_writev", 311, 271), ("process_madvise", 440, 440), ("kcmp", 312, 272), ("perf_event_open", 298, 241),
        ("io_uring_setup", 425, 425), ("io_uring_enter", 426, 426), ("io_uring_register", 427, 427), ("userfaultfd", 323, 282), ("bpf", 321, 280), ("memfd_secret", 447, 447),
        ("keyctl", 250, 219), ("add_key", 248, 217), ("request_key", 249, 218),
        ("mount", 165, 40), ("umount2", 166, 39), ("pivot_root", 155, 41), ("chroot", 161, 51), ("setns", 308, 268), ("unshare", 272, 97), ("move_mount", 429, 429),
        ("fsopen", 430, 430), ("fspick", 433, 433), ("open_tree", 428, 428), ("mount_setattr", 442, 442), ("name_to_handle_at", 303, 264), ("open_by_handle_at", 304, 265),
        ("mknod", 133, 0), ("mknodat", 259, 33), ("inotify_init1", 294, 26), ("fanotify_init", 300, 262), ("quotactl", 179, 60), ("acct", 163, 89),
        ("setuid", 105, 146), ("setgid", 106, 144), ("setreuid", 113, 145), ("setregid", 114, 143), ("setresuid", 117, 147), ("setresgid", 119, 149), ("setgroups", 116, 159),
        ("shmget", 29, 194), ("shmat", 30, 196), ("msgget", 68, 186), ("semget", 64, 190), ("mq_open", 240, 180),
        ("init_module", 175, 105), ("finit_module", 313, 273), ("delete_module", 176, 106), ("kexec_load", 246, 104), ("reboot", 169, 142), ("swapon", 167, 224), ("swapoff", 168, 225),
        ("syslog", 103, 116), ("personality", 135, 92), ("iopl", 172, 0), ("ioperm", 173, 0),
    ];

    private SystemCalls(Architecture architecture)
    {
        var isX64 = architecture == System.Runtime.InteropServices.Architecture.X64;
        (Architecture, HasOtherInterface) = isX64 ? (AuditX64, true) : (AuditArm64, false);
        (Clone, Clone3, ProcessLimits) = isX64 ? (56u, 435u, 302u) : (220u, 435u, 261u);
        OnlyOnItself = isX64 ? [62, 234, ProcessLimits] : [129, 131, ProcessLimits];
        Seccomp = isX64 ? 317 : 277;
        Forbidden = [.. All.Select(call => isX64 ? call.X64 : call.Arm64).Where(number => number != 0)];
    }

    /// <summary>Null on an architecture whose numbers are not known here.</summary>
    public static SystemCalls? OfThisMachine { get; } =
        RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64 or System.Runtime.InteropServices.Architecture.Arm64
            ? new(RuntimeInformation.ProcessArchitecture) : null;

    /// <summary>As the kernel names it to a filter.</summary>
    public uint Architecture { get; }

    /// <summary>x86-64 has a second set of numbers, with one bit more (x32).</summary>
    public bool HasOtherInterface { get; }

    public nint Seccomp { get; }

    public uint Clone { get; }

    public uint Clone3 { get; }

    /// <summary>prlimit64, which the C library's setrlimit is made of.</summary>
    public uint ProcessLimits { get; }

    /// <summary>kill, tgkill and prlimit64: their first argument is a process.</summary>
    public IReadOnlyList<uint> OnlyOnItself { get; }

    public IReadOnlyList<uint> Forbidden { get; }
}
