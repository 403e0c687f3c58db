using KinesisPlatform.LocalAws.S3.Bodies;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class S3ChecksumTests
{
    // Check values of the catalogue of parametrised CRC algorithms (reveng), and FIPS 180.
    [Theory]
    [InlineData("CRC32", "CBF43926")]
    [InlineData("CRC32C", "E3069283")]
    [InlineData("CRC64NVME", "AE8B14860A799888")]
    [InlineData("SHA1", "F7C3BC1D808E04732ADF679965CCC34CA7AE3441")]
    [InlineData("SHA256", "15E2B0D3C33891EBB0F1EF609EC419420C20E320CE94C65FBC8C3312448EB225")]
    public void Finish_OneToNine_IsThePublishedCheckValue(string algorithm, string expected)
    {
        var hash = Checksum.Start(algorithm);
        hash.Append("1234"u8);
        hash.Append("56789"u8);

        Assert.Equal(expected, Convert.ToHexString(hash.Finish()));
    }
}
