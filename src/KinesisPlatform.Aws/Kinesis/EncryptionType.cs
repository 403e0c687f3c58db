using Amazon.Runtime;

namespace Amazon.Kinesis;

public sealed class EncryptionType(string value) : ConstantClass(value)
{
    public static readonly EncryptionType NONE = new("NONE");
    public static readonly EncryptionType KMS = new("KMS");

    public static implicit operator EncryptionType(string value) => FindValue<EncryptionType>(value);
}
