using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.ElasticMapReduce;

internal static class ElasticMapReduceErrors
{
    public static AmazonElasticMapReduceException ToException(AwsError error) => error.Code switch
    {
        // Without the suffix on the wire (API reference); the official client's class has it.
        "InternalServerError" => new InternalServerErrorException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(InternalServerException) => new InternalServerException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(InvalidRequestException) => new InvalidRequestException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => new(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
    };
}
