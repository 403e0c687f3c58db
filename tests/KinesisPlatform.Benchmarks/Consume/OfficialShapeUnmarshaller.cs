using System.Net;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace KinesisPlatform.Benchmarks.Consume;

/// <inheritdoc cref="OfficialShapeClient"/>
internal sealed class OfficialShapeUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = new GetRecordsResponse();
        var reader = new StreamingUtf8JsonReader(input.Stream);
        input.Read(ref reader);
        var depth = input.CurrentDepth;
        while (input.ReadAtDepth(depth, ref reader))
        {
            if (input.TestExpression("MillisBehindLatest", depth, ref reader)) response.MillisBehindLatest = NullableLongUnmarshaller.Instance.Unmarshall(input, ref reader);
            else if (input.TestExpression("NextShardIterator", depth, ref reader)) response.NextShardIterator = StringUnmarshaller.Instance.Unmarshall(input, ref reader);
            else if (input.TestExpression("Records", depth, ref reader)) response.Records = new JsonListUnmarshaller<Record, RecordUnmarshaller>(new()).Unmarshall(input, ref reader);
        }
        return response;
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return new(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }

    private sealed class RecordUnmarshaller : IJsonUnmarshaller<Record, JsonUnmarshallerContext>
    {
        public Record Unmarshall(JsonUnmarshallerContext input, ref StreamingUtf8JsonReader reader)
        {
            var record = new Record();
            input.Read(ref reader);
            var depth = input.CurrentDepth;
            while (input.ReadAtDepth(depth, ref reader))
            {
                if (input.TestExpression("ApproximateArrivalTimestamp", depth, ref reader)) record.ApproximateArrivalTimestamp = NullableDateTimeUnmarshaller.Instance.Unmarshall(input, ref reader);
                else if (input.TestExpression("Data", depth, ref reader)) record.Data = MemoryStreamUnmarshaller.Instance.Unmarshall(input, ref reader);
                else if (input.TestExpression("PartitionKey", depth, ref reader)) record.PartitionKey = StringUnmarshaller.Instance.Unmarshall(input, ref reader);
                else if (input.TestExpression("SequenceNumber", depth, ref reader)) record.SequenceNumber = StringUnmarshaller.Instance.Unmarshall(input, ref reader);
            }
            return record;
        }
    }
}
