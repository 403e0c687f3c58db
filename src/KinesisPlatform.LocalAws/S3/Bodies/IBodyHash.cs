namespace KinesisPlatform.LocalAws.S3.Bodies;

/// <summary>A digest computed while a body passes.</summary>
internal interface IBodyHash
{
    void Append(ReadOnlySpan<byte> data);

    /// <summary>The digest, in network byte order; the instance is used up.</summary>
    byte[] Finish();
}
