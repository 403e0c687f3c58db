using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.Records;

/// <summary>
/// Records in AWS JSON, as GetRecords answers and SubscribeToShard pushes them:
/// <c>{"Records":[{"Data":"aGk=","PartitionKey":"..","SequenceNumber":"..","ApproximateArrivalTimestamp":1767225600.123}],"MillisBehindLatest":0,
/// "NextShardIterator":"..","ChildShards":[..]}</c>, where a pushed event has <c>ContinuationSequenceNumber</c> instead of the iterator. Members may
/// come in any order; unknown ones are skipped.
/// </summary>
internal static class RecordsJson
{
    // Limit of GetRecords (Kinesis API reference).
    private const int RecordCountMax = 10_000;

    /// <returns>A batch in memory of its own. Its <see cref="RecordBatch.NextShardIterator"/> is the iterator or the continuation, whichever is there.</returns>
    /// <exception cref="PlatformException">Data: truncated or malformed.</exception>
    public static RecordBatch Decode(ReadOnlySpan<byte> json)
    {
        var decoding = new Decoding(json);
        try
        {
            return decoding.Run();
        }
        catch (Exception e)
        {
            decoding.Dispose();
            // InvalidOperationException: a value of another kind than is due.
            if (e is JsonException or FormatException or InvalidOperationException) throw Malformed(e is JsonException ? "it is not JSON" : "a value is not of its type", e);
            throw;
        }
    }

    private static PlatformException Malformed(string what, Exception? inner = null) =>
        new(FailureKind.Data, $"Records are not the JSON that Kinesis documents: {what}. Check the endpoint.", inner);

    private ref struct Decoding(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private readonly PooledList<KinesisRecord> _records = new();
        private readonly List<ChildShard> _children = [];
        private Utf8JsonReader _reader = new(json);
        // Data and keys are parts of the JSON, base64 longer than what it stands for: they fit into as much memory.
        private ResponseBody? _memory;
        private int _length;

        public readonly void Dispose()
        {
            _records.Dispose();
            _memory?.Dispose();
        }

        public RecordBatch Run()
        {
            string? next = null;
            TimeSpan? behind = null;
            Expect(JsonTokenType.StartObject);
            while (NextMember())
            {
                if (_reader.ValueTextEquals("Records"u8)) ReadRecords();
                else if (_reader.ValueTextEquals("NextShardIterator"u8) || _reader.ValueTextEquals("ContinuationSequenceNumber"u8)) next = Value() ? _reader.GetString() : null;
                else if (_reader.ValueTextEquals("MillisBehindLatest"u8)) behind = Value() ? RecordTime.OfMilliseconds(_reader.GetDouble()) ?? throw Malformed("a time is out of range") : null;
                else if (_reader.ValueTextEquals("ChildShards"u8)) ReadChildren();
                else SkipValue();
            }
            // Whatever stands behind the object is not JSON.
            if (_reader.Read()) throw Malformed("there is more than one value");
            return new(_records, next, behind, _children, _memory);
        }

        private void ReadRecords()
        {
            if (!Value()) return;
            if (_reader.TokenType != JsonTokenType.StartArray) throw Malformed("Records is no list");
            var start = _reader.BytesConsumed;
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                if (_reader.TokenType != JsonTokenType.StartObject) throw Malformed("a record is no object");
                _memory ??= ResponseBody.Rent(_json.Length);
                _records.Add(ReadRecord());
                // Records of one shard are mostly alike, so the first foretells the count, give or take an eighth.
                if (_records.Count == 1) _records.EnsureCapacity((int)Math.Clamp((_json.Length - start) / (_reader.BytesConsumed - start) * 9 / 8, 1, RecordCountMax));
            }
        }

        private KinesisRecord ReadRecord()
        {
            ReadOnlyMemory<byte> data = default;
            ReadOnlyMemory<byte>? key = null;
            SequenceNumber? sequence = null;
            DateTimeOffset? arrivedAt = null;
            while (NextMember())
            {
                if (_reader.ValueTextEquals("Data"u8)) data = Value() ? ReadData() : default;
                else if (_reader.ValueTextEquals("PartitionKey"u8)) key = Value() ? ReadText() : null;
                else if (_reader.ValueTextEquals("SequenceNumber"u8)) sequence = Value() && _reader.TokenType == JsonTokenType.String && SequenceNumber.TryParse(_reader.ValueSpan, out var parsed) ? parsed : null;
                else if (_reader.ValueTextEquals("ApproximateArrivalTimestamp"u8)) arrivedAt = Value() ? RecordTime.Of(_reader.GetDouble()) ?? throw Malformed("a time is out of range") : null;
                else SkipValue();
            }
            if (key is not { } partitionKey || sequence is not { } sequenceNumber || arrivedAt is not { } arrival)
                throw Malformed("a record has no partition key, no valid sequence number or no arrival time");
            return new(data, partitionKey, sequenceNumber, arrival);
        }

        private Memory<byte> ReadData()
        {
            if (_reader.TokenType != JsonTokenType.String) throw Malformed("a record's data is no text");
            // An escape in base64 can only be that of the slash: rare enough to take the long way.
            if (_reader.ValueIsEscaped) return Take(_reader.GetBytesFromBase64());
            var free = _memory!.GetSpan()[_length..];
            if (Base64.DecodeFromUtf8(_reader.ValueSpan, free, out _, out var count) != OperationStatus.Done) throw Malformed("a record's data is not base64");
            return Taken(count);
        }

        private Memory<byte> ReadText()
        {
            if (_reader.TokenType != JsonTokenType.String) throw Malformed("a partition key is no text");
            return Taken(_reader.CopyString(_memory!.GetSpan()[_length..]));
        }

        private Memory<byte> Take(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_memory!.GetSpan()[_length..]);
            return Taken(bytes.Length);
        }

        private Memory<byte> Taken(int count)
        {
            var taken = _memory!.Memory.Slice(_length, count);
            _length += count;
            return taken;
        }

        private void ReadChildren()
        {
            if (!Value()) return;
            if (_reader.TokenType != JsonTokenType.StartArray) throw Malformed("ChildShards is no list");
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                if (_reader.TokenType != JsonTokenType.StartObject) throw Malformed("a child shard is no object");
                var child = new ChildShard();
                while (NextMember())
                {
                    if (_reader.ValueTextEquals("ShardId"u8)) child.ShardId = Value() ? _reader.GetString() : null;
                    else if (_reader.ValueTextEquals("ParentShards"u8)) child.ParentShards = ReadTexts();
                    else SkipValue();
                }
                _children.Add(child);
            }
        }

        private List<string>? ReadTexts()
        {
            if (!Value()) return null;
            if (_reader.TokenType != JsonTokenType.StartArray) throw Malformed("ParentShards is no list");
            List<string> texts = [];
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray) texts.Add(_reader.GetString() ?? throw Malformed("a parent shard is null"));
            return texts;
        }

        private void Expect(JsonTokenType type)
        {
            if (!_reader.Read() || _reader.TokenType != type) throw Malformed($"there is no {type} where one is due");
        }

        /// <summary>Goes to the next member's name; false at the end of the object.</summary>
        private bool NextMember() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

        /// <summary>Goes to the member's value; false where that is null.</summary>
        private bool Value() => _reader.Read() && _reader.TokenType != JsonTokenType.Null;

        private void SkipValue()
        {
            _reader.Read();
            _reader.Skip();
        }
    }
}
