namespace KinesisPlatform.TestKit;

/// <summary>What becomes of a PutRecords call to <see cref="FakeKinesis"/>.</summary>
public enum PutFault
{
    None,
    /// <summary>It fails, and nothing was put.</summary>
    RequestLost,
    /// <summary>The records were put, and the caller does not learn it.</summary>
    AnswerLost,
}
