using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Pipeline;

namespace Amazon.Kinesis;

internal static class KinesisErrors
{
    public static AmazonKinesisException ToException(AwsError error) => error.Code switch
    {
        nameof(ResourceNotFoundException) => new ResourceNotFoundException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(ResourceInUseException) => new ResourceInUseException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(LimitExceededException) => new LimitExceededException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(InvalidArgumentException) => new InvalidArgumentException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(ValidationException) => new ValidationException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(ProvisionedThroughputExceededException) => new ProvisionedThroughputExceededException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(ExpiredIteratorException) => new ExpiredIteratorException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(ExpiredNextTokenException) => new ExpiredNextTokenException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        nameof(AccessDeniedException) => new AccessDeniedException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => new AmazonKinesisException(error.Message, null, error.Type, error.Code, error.RequestId, error.StatusCode),
    };
}
