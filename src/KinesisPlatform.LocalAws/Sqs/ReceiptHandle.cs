using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>Names one receive of one message of one queue: <c>queue/number/receive count</c>, in base64.</summary>
internal readonly record struct ReceiptHandle(string Queue, long Number)
{
    public static string Create(string queue, long number, int receiveCount) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{queue}/{number}/{receiveCount}")));

    public static ReceiptHandle Parse(string handle)
    {
        if (Base64.IsValid(handle) && Encoding.UTF8.GetString(Convert.FromBase64String(handle)).Split('/') is [var queue, var number, _]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            return new(queue, parsed);
        throw SqsException.InvalidReceiptHandle(handle);
    }
}
