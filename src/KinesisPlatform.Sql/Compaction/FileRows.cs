using System.Numerics;
using System.Runtime.InteropServices;

namespace KinesisPlatform.Sql.Compaction;

/// <summary>A set of rows of several files, one bit each: a file's row is its place in the file, from 0. Adding is for one thread, asking for any number.</summary>
internal sealed class FileRows(int fileCount)
{
    private readonly ulong[][] _words = [.. Enumerable.Repeat<ulong[]>([], fileCount)];

    public int FileCount => _words.Length;

    public long Count => _words.Sum(words => words.Sum(word => (long)BitOperations.PopCount(word)));

    public void Add(int file, long row)
    {
        ref var words = ref _words[file];
        var index = checked((int)(row >> 6));
        // A file's rows are added in any order: doubling keeps that linear.
        if (index >= words.Length) Array.Resize(ref words, Math.Max(index + 1, words.Length * 2));
        words[index] |= 1ul << (int)(row & 63);
    }

    /// <summary>A file's rows as little-endian words, those at the end without any left out; <see cref="Load"/> reads it.</summary>
    public byte[] Save(int file)
    {
        var words = _words[file].AsSpan();
        return MemoryMarshal.AsBytes(words[..(words.LastIndexOfAnyExcept(0ul) + 1)]).ToArray();
    }

    public static FileRows Load(IReadOnlyList<byte[]> files)
    {
        var rows = new FileRows(files.Count);
        for (var i = 0; i < files.Count; i++) rows._words[i] = MemoryMarshal.Cast<byte, ulong>(files[i]).ToArray();
        return rows;
    }

    public bool Contains(int file, long row)
    {
        var words = _words[file];
        return row >> 6 < words.Length && (words[row >> 6] & (1ul << (int)(row & 63))) != 0;
    }
}
