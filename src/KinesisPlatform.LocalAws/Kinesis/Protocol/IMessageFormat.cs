using System.Buffers;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>One of the encodings that the service speaks. The operations know nothing of it.</summary>
internal interface IMessageFormat
{
    string ContentType { get; }

    /// <exception cref="KinesisException">SerializationException: malformed.</exception>
    Message Read(ReadOnlyMemory<byte> body);

    MessageWriter Writer(IBufferWriter<byte> output);
}
