namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>What a member of a request may be, in either encoding. <see cref="Bytes"/> occurs in CBOR only; JSON carries base64 as text.</summary>
internal enum ValueKind : byte
{
    Absent,
    Text,
    Bytes,
    Number,
    Boolean,
    List,
    Map,
}
