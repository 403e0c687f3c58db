using System.Globalization;
using Google.Protobuf;

namespace KinesisPlatform.TestKit;

/// <summary>
/// Reads what tests look at of an OTLP trace request (opentelemetry-proto, trace/v1/trace.proto):
/// request{1 resource_spans{1 resource{1 attribute}, 2 scope_spans{2 span{1 trace_id, 2 span_id, 4 parent_span_id, 5 name, 9 attribute}}}},
/// attribute{1 key, 2 value{1 string, 2 bool, 3 int, 4 double}}.
/// </summary>
internal static class OtlpTraceParser
{
    private const int SpanAttributes = 9;

    public static IEnumerable<ReceivedSpan> Parse(byte[] request) =>
        Messages(request, field: 1).SelectMany(ResourceSpans);

    private static IEnumerable<ReceivedSpan> ResourceSpans(byte[] message)
    {
        var resource = Messages(message, field: 1).SelectMany(r => Attributes(r, field: 1)).ToDictionary();
        var service = resource.GetValueOrDefault("service.name", "");
        return Messages(message, field: 2).SelectMany(scope => Messages(scope, field: 2)).Select(span => Span(span, service));
    }

    private static ReceivedSpan Span(byte[] message, string service)
    {
        var fields = new Dictionary<int, byte[]>();
        Read(message, (field, value) =>
        {
            if (field != SpanAttributes) fields[field] = value;
        });
        string Hex(int field) => Convert.ToHexStringLower(fields.GetValueOrDefault(field, []));
        var name = System.Text.Encoding.UTF8.GetString(fields.GetValueOrDefault(5, []));
        return new(Hex(1), Hex(2), Hex(4), name, service, Attributes(message, SpanAttributes).ToDictionary());
    }

    private static IEnumerable<KeyValuePair<string, string>> Attributes(byte[] message, int field) =>
        Messages(message, field).Select(Attribute);

    private static KeyValuePair<string, string> Attribute(byte[] message)
    {
        var (key, value) = ("", "");
        Read(message, (field, content) =>
        {
            if (field == 1) key = System.Text.Encoding.UTF8.GetString(content);
            else value = Value(content);
        });
        return new(key, value);
    }

    private static string Value(byte[] message)
    {
        var input = new CodedInputStream(message);
        return WireFormat.GetTagFieldNumber(input.ReadTag()) switch
        {
            1 => input.ReadString(),
            2 => input.ReadBool().ToString(CultureInfo.InvariantCulture),
            3 => input.ReadInt64().ToString(CultureInfo.InvariantCulture),
            4 => input.ReadDouble().ToString(CultureInfo.InvariantCulture),
            _ => "",
        };
    }

    private static List<byte[]> Messages(byte[] message, int field)
    {
        var found = new List<byte[]>();
        Read(message, (number, value) =>
        {
            if (number == field) found.Add(value);
        });
        return found;
    }

    private static void Read(byte[] message, Action<int, byte[]> lengthDelimited)
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                lengthDelimited(WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray());
            else
                input.SkipLastField();
        }
    }
}
