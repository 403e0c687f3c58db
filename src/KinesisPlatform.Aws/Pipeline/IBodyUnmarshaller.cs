namespace KinesisPlatform.Aws.Pipeline;

/// <summary>Marks unmarshallers that take an answer as <see cref="BufferedResponse"/>, unless it is streamed.</summary>
internal interface IBodyUnmarshaller
{
    bool HasStreamingProperty { get; }
}
