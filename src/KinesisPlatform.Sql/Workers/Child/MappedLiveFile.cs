using System.IO.MemoryMappedFiles;
using KinesisPlatform.Sql.Live.Files;
using Microsoft.Win32.SafeHandles;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>A file of live records in this process' address space: only what is looked at is read. The rows of a plan are there before it is sent.</summary>
internal sealed unsafe class MappedLiveFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly IReadOnlyList<long> _blocks;

    public MappedLiveFile(WorkerLiveFile file)
    {
        _blocks = file.Blocks;
        _file = MemoryMappedFile.CreateFromFile(Open(file.Path), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Slots of rows of one block.</summary>
    public ReadOnlySpan<long> Slots(LiveVector vector, LiveRange range) => new(_start + Checked(LiveLayout.SlotAt(_blocks, vector.Index, range.From), range.Count * LiveLayout.SlotBytes), range.Count);

    /// <summary>For rows of one block whether there is a value.</summary>
    public ReadOnlySpan<byte> Presence(LiveVector vector, LiveRange range) => new(_start + Checked(LiveLayout.PresenceAt(_blocks, vector.Index, range.From), range.Count), range.Count);

    public ReadOnlySpan<byte> Bytes(long slot)
    {
        var (offset, length) = LiveLayout.Bytes(slot);
        return new(_start + Checked(offset, length), length);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            // The engine has it open to write.
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The caller is told what this says: nothing of this machine.
            throw new InvalidDataException("The live records are gone from the local disk. Try again.", exception);
        }
    }

    // A read beyond the file's end would end the process without a word.
    private long Checked(long offset, int length) =>
        offset >= 0 && offset + length <= (long)_view.SafeMemoryMappedViewHandle.ByteLength ? offset : throw new InvalidDataException("A file of live records is shorter than it should be.");
}
