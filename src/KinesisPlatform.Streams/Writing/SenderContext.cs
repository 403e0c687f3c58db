using KinesisPlatform.Aws.Records;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Writing;

/// <summary>What the senders of all streams share.</summary>
internal sealed record SenderContext(
    IKinesisRecordClient Kinesis, IStreamDirectory Directory, StreamsOptions Options, KinesisCalls Calls, BufferBudget Buffer, TimeProvider Time, ILogger Logger);
