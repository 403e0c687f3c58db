using Amazon.SQS;
using Amazon.SQS.Model;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.Sqs;

internal static class SqsErrors
{
    /// <summary>The official clients show the query protocol's code and choose the class by the JSON protocol's.</summary>
    public static AmazonSQSException ToException(AwsError error)
    {
        var code = error.QueryCode ?? error.Code;
        return error.Code switch
        {
            "QueueDoesNotExist" => new QueueDoesNotExistException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "QueueNameExists" => new QueueNameExistsException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "QueueDeletedRecently" => new QueueDeletedRecentlyException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "ReceiptHandleIsInvalid" => new ReceiptHandleIsInvalidException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "MessageNotInflight" => new MessageNotInflightException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "BatchEntryIdsNotDistinct" => new BatchEntryIdsNotDistinctException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "EmptyBatchRequest" => new EmptyBatchRequestException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "TooManyEntriesInBatchRequest" => new TooManyEntriesInBatchRequestException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "BatchRequestTooLong" => new BatchRequestTooLongException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            "PurgeQueueInProgress" => new PurgeQueueInProgressException(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
            _ => new(error.Message, null, error.Type, code, error.RequestId, error.StatusCode),
        };
    }
}
