using System.Text;
using KinesisPlatform.Access.Scram;

namespace KinesisPlatform.Access.Tests;

public sealed class ScramVerifierTests
{
    // RFC 7677, section 3: user "user", password "pencil".
    private const string AuthMessage =
        "n=user,r=rOprNGfwEbeRWgbNEkqO," +
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096," +
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private static readonly ScramVerifier Pencil = ScramVerifier.Create("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);

    [Fact]
    public void Proof_OfTheSpecificationsExample_IsAcceptedAndAnsweredAsThere()
    {
        var message = Encoding.UTF8.GetBytes(AuthMessage);

        Assert.True(Pencil.VerifyProof(message, Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(Pencil.ServerSignature(message)));
    }

    [Fact]
    public void Proof_OfAnotherPasswordOrMessageOrLength_IsRefused()
    {
        var message = Encoding.UTF8.GetBytes(AuthMessage);
        var proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

        Assert.False(ScramVerifier.Create("pencils", Pencil.Salt.ToArray(), 4096).VerifyProof(message, proof));
        Assert.False(Pencil.VerifyProof(message.AsSpan(1), proof));
        Assert.False(Pencil.VerifyProof(message, proof.AsSpan(1)));
        // What is kept must not be enough to log in.
        Assert.False(Pencil.VerifyProof(message, Pencil.StoredKey.Span));
        Assert.False(Pencil.VerifyProof(message, Pencil.ServerKey.Span));
    }

    [Fact]
    public void Verifier_WrittenAndRead_IsTheSame()
    {
        var text = ScramVerifier.Create("secret").ToString();

        Assert.Matches(@"\ASCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=\z", text);
        Assert.True(ScramVerifier.TryParse(text, out var read));
        Assert.Equal(text, read!.ToString());
        Assert.True(read.Matches("secret"));
        Assert.False(read.Matches("Secret"));
        Assert.False(read.Matches(""));
    }

    [Fact]
    public void Create_Twice_HasTwoSalts() => Assert.NotEqual(ScramVerifier.Create("secret").ToString(), ScramVerifier.Create("secret").ToString());

    [Fact]
    public void TryParse_VerifierMadeByAnotherProgram_VerifiesItsPassword()
    {
        // Python's hashlib.pbkdf2_hmac and hmac, put together as PostgreSQL does it (src/common/scram-common.c).
        const string Made = "SCRAM-SHA-256$10000:c2FsdHNhbHRzYWx0c2FsdA==$AaLKe6IaP/UNFN8bS2RqtUkx3iEWXlEc3nEtLDWMf3w=:5iuSMl7qN567nsXRT+JiyMl5EnHOVUZ0piVJUwj2xUg=";

        Assert.True(ScramVerifier.TryParse(Made, out var read));
        Assert.True(read!.Matches("hunter2"));
        Assert.Equal(Made, ScramVerifier.Create("hunter2", "saltsaltsaltsalt"u8.ToArray(), 10_000).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("md5d8578edf8458ce06fbc5bb76a58c5ca4")]
    [InlineData("SCRAM-SHA-1$4096:c2FsdA==$dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=:dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("SCRAM-SHA-256$1:c2FsdA==$dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=:dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("SCRAM-SHA-256$999999999:c2FsdA==$dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=:dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("SCRAM-SHA-256$4096:$dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=:dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("SCRAM-SHA-256$4096:c2FsdA==$dHzb:dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("SCRAM-SHA-256$4096:c2FsdA==$dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=:?")]
    public void TryParse_WhatIsNoVerifier_Refuses(string? text) => Assert.False(ScramVerifier.TryParse(text, out _));
}
