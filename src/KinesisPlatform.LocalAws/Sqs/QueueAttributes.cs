using System.Globalization;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>A queue's settings. Immutable; <see cref="With"/> checks and applies changes, all or none.</summary>
internal sealed class QueueAttributes
{
    private static readonly Dictionary<string, (int Default, int Min, int Max)> Numbers = new()
    {
        ["DelaySeconds"] = (0, 0, 900),
        ["MaximumMessageSize"] = (1_048_576, 1024, 1_048_576),
        ["MessageRetentionPeriod"] = (345_600, 60, 1_209_600),
        ["ReceiveMessageWaitTimeSeconds"] = (0, 0, 20),
        ["VisibilityTimeout"] = (30, 0, 43_200),
    };

    // Kept and given back; nothing here encrypts or authorizes.
    private static readonly HashSet<string> Opaque = ["Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];
    private static readonly HashSet<string> Fifo = ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"];

    private readonly Dictionary<string, string> _values;

    private QueueAttributes(Dictionary<string, string> values, RedrivePolicy? redrive) => (_values, Redrive) = (values, redrive);

    public static QueueAttributes Default { get; } =
        new(Numbers.ToDictionary(n => n.Key, n => n.Value.Default.ToString(CultureInfo.InvariantCulture)), null);

    public RedrivePolicy? Redrive { get; }
    public TimeSpan Delay => Seconds("DelaySeconds");
    public TimeSpan Retention => Seconds("MessageRetentionPeriod");
    public TimeSpan ReceiveWaitTime => Seconds("ReceiveMessageWaitTimeSeconds");
    public TimeSpan VisibilityTimeout => Seconds("VisibilityTimeout");
    public int MessageBytesMax => int.Parse(_values["MaximumMessageSize"], CultureInfo.InvariantCulture);
    public IReadOnlyDictionary<string, string> Values => _values;

    public static bool IsSettable(string name) => name == "RedrivePolicy" || Numbers.ContainsKey(name) || Opaque.Contains(name);

    /// <exception cref="SqsException">An attribute is unknown or its value not allowed.</exception>
    public QueueAttributes With(IEnumerable<KeyValuePair<string, string>> changes)
    {
        var values = new Dictionary<string, string>(_values);
        foreach (var (name, value) in changes)
        {
            if (Fifo.Contains(name)) throw SqsException.Unsupported($"This emulator has no FIFO queues: leave out {name}.");
            if (!IsSettable(name)) throw SqsException.UnknownAttribute(name);
            if (value.Length == 0 && !Numbers.ContainsKey(name)) values.Remove(name);
            else values[name] = Checked(name, value);
        }
        return new(values, values.TryGetValue("RedrivePolicy", out var policy) ? RedrivePolicy.Parse(policy) : null);
    }

    private static string Checked(string name, string value)
    {
        if (!Numbers.TryGetValue(name, out var range)) return value;
        var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber && number >= range.Min && number <= range.Max ? number.ToString(CultureInfo.InvariantCulture) : throw SqsException.InvalidAttribute(name);
    }

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(int.Parse(_values[name], CultureInfo.InvariantCulture));
}
