using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace KinesisPlatform.Streams.Hashing;

/// <summary>
/// MD5 (RFC 1321) of many messages. One message is a chain of steps that each need the one before, so that a processor is idle most of the time;
/// eight side by side cost hardly more than one. Where vectors are not to be had, or bytes are the other way round, the platform's own does them one by one.
/// </summary>
internal ref struct Md5Lanes
{
    /// <summary>Fewer messages are quicker one by one: eight cost as much here as two do so.</summary>
    public const int MessageCountMin = 3;

    private const int LaneCount = Md5State.LaneCount;
    private const int BlockBytes = Md5State.BlockBytes;
    // What is left of a message, 0x80, zeros, its length in bits: one block or two.
    private const int TailBytes = 2 * BlockBytes;
    private const int LengthBytes = sizeof(ulong);

    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _messages;
    private readonly Span<UInt128> _digests;
    private readonly Span<byte> _tails;
    private readonly Span<Lane> _lanes;
    private Md5State _state;
    private int _next;

    private Md5Lanes(ReadOnlySpan<ReadOnlyMemory<byte>> messages, Span<UInt128> digests, Span<byte> tails, Span<Lane> lanes)
    {
        _messages = messages;
        _digests = digests;
        _tails = tails;
        _lanes = lanes;
        _state = default;
        _next = 0;
    }

    /// <param name="digests">Gets one per message: its 16 bytes read as a number, the first byte highest.</param>
    public static void Hash(ReadOnlySpan<ReadOnlyMemory<byte>> messages, Span<UInt128> digests)
    {
        if (messages.Length >= MessageCountMin && Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            Span<byte> tails = stackalloc byte[LaneCount * TailBytes];
            Span<Lane> lanes = stackalloc Lane[LaneCount];
            new Md5Lanes(messages, digests, tails, lanes).Run();
            return;
        }
        for (var i = 0; i < messages.Length; i++) digests[i] = Hash(messages[i].Span);
    }

    /// <summary>Of one message, at its quickest where that has few bytes, as a partition key has.</summary>
    public static UInt128 Hash(ReadOnlySpan<byte> message)
    {
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian && message.Length + 1 + LengthBytes <= BlockBytes)
        {
            Span<byte> block = stackalloc byte[BlockBytes];
            block.Clear();
            message.CopyTo(block);
            block[message.Length] = 0x80;
            BinaryPrimitives.WriteUInt64LittleEndian(block[^LengthBytes..], (ulong)message.Length * 8);
            var words = MemoryMarshal.Cast<byte, uint>(block);
            var state = new Md5State();
            state.Begin(0);
            state.Append(words, words, words, words, words, words, words, words);
            return state.End(0);
        }
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(message, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    private void Run()
    {
        for (var lane = 0; lane < LaneCount; lane++) BeginNext(lane);
        while (true)
        {
            var (blockCount, busy) = (int.MaxValue, -1);
            for (var lane = 0; lane < LaneCount; lane++)
            {
                if (_lanes[lane].BlockCount == 0) continue;
                (blockCount, busy) = (Math.Min(blockCount, _lanes[lane].BlockCount), lane);
            }
            if (busy < 0) return;
            _state.Append(
                Blocks(0, blockCount, busy), Blocks(1, blockCount, busy), Blocks(2, blockCount, busy), Blocks(3, blockCount, busy),
                Blocks(4, blockCount, busy), Blocks(5, blockCount, busy), Blocks(6, blockCount, busy), Blocks(7, blockCount, busy));
            for (var lane = 0; lane < LaneCount; lane++) Advance(lane, blockCount);
        }
    }

    /// <param name="busy">A lane whose blocks those without a message repeat, for nothing.</param>
    private readonly ReadOnlySpan<uint> Blocks(int lane, int blockCount, int busy)
    {
        var at = _lanes[lane].BlockCount == 0 ? busy : lane;
        ref var current = ref _lanes[at];
        var bytes = current.IsTail ? _tails.Slice(at * TailBytes + current.Position, blockCount * BlockBytes) : _messages[current.Message].Span.Slice(current.Position, blockCount * BlockBytes);
        return MemoryMarshal.Cast<byte, uint>(bytes);
    }

    private void Advance(int lane, int blockCount)
    {
        ref var current = ref _lanes[lane];
        if (current.BlockCount == 0) return;
        current.BlockCount -= blockCount;
        current.Position += blockCount * BlockBytes;
        if (current.BlockCount > 0) return;
        if (!current.IsTail)
        {
            BeginTail(lane);
            return;
        }
        _digests[current.Message] = _state.End(lane);
        BeginNext(lane);
    }

    private void BeginNext(int lane)
    {
        if (_next == _messages.Length) return;
        _lanes[lane] = new() { Message = _next, BlockCount = _messages[_next].Length / BlockBytes };
        _next++;
        _state.Begin(lane);
        if (_lanes[lane].BlockCount == 0) BeginTail(lane);
    }

    private void BeginTail(int lane)
    {
        ref var current = ref _lanes[lane];
        var message = _messages[current.Message].Span;
        var tail = _tails.Slice(lane * TailBytes, TailBytes);
        tail.Clear();
        var left = message[current.Position..];
        left.CopyTo(tail);
        tail[left.Length] = 0x80;
        current.BlockCount = left.Length + 1 + LengthBytes <= BlockBytes ? 1 : 2;
        BinaryPrimitives.WriteUInt64LittleEndian(tail[(current.BlockCount * BlockBytes - LengthBytes)..], (ulong)message.Length * 8);
        (current.IsTail, current.Position) = (true, 0);
    }

    /// <summary>Where a lane is within its message, or its message's tail.</summary>
    private struct Lane
    {
        public int Message;
        public int Position;
        /// <summary>0 when the lane has nothing to do.</summary>
        public int BlockCount;
        public bool IsTail;
    }
}
