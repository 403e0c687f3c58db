using Amazon.Kinesis.Model;
using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Kinesis' endpoint rules: calls by stream ARN go to <c>{account}.{data|control}-kinesis.{region}</c>, the others to the plain host.</summary>
internal static class KinesisHosts
{
    /// <returns>Null for the plain host.</returns>
    public static string? LabelOf(AmazonWebServiceRequest request)
    {
        if (request is not IStreamRequest { StreamARN: { } arn } stream) return null;
        // arn:aws:kinesis:us-east-1:123456789012:stream/name, and a consumer's with /consumer/name:1767225600 behind it; the isolated partitions have no hosts per account.
        var parts = arn.Split(':');
        if (parts is not ["arn", "aws" or "aws-cn" or "aws-us-gov", "kinesis", _, { Length: 12 } account, _, ..]) return null;
        return $"{account}.{(stream.IsDataOperation ? "data" : "control")}-kinesis";
    }
}
