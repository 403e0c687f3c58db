using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Access.Tests;

public sealed class AccessOptionsTests
{
    private const string Verifier = "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=:dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    [Fact]
    public void Keys_InConfiguration_MayNameStreamsAloneOrWithARule()
    {
        using var services = Services(new()
        {
            ["Access:Keys:0:Id"] = "bi", ["Access:Keys:0:Verifier"] = Verifier,
            ["Access:Keys:0:Streams:0"] = "orders",
            ["Access:Keys:0:Streams:1:Name"] = "web-*", ["Access:Keys:0:Streams:1:Where"] = "json->>'$.tenant' = 'a'", ["Access:Keys:0:Streams:1:Masks:partition_key"] = "md5(partition_key)",
            ["Access:Keys:0:ReplayTo:0"] = "dev-*",
        });

        var access = services.GetRequiredService<AccessKeys>().Find("bi")!;

        Assert.True(access.RuleFor(new("orders")).IsOpen);
        Assert.Equal(["json->>'$.tenant' = 'a'"], access.RuleFor(new("web-1")).Conditions);
        Assert.Equal("md5(partition_key)", access.RuleFor(new("web-1")).Masks["partition_key"]);
        Assert.False(access.MayRead(new("payments")));
        Assert.True(access.MayReplayTo(new("dev-1")));
        Assert.False(access.MayReplayTo(new("orders")));
        Assert.False(access.MayAdminister);
    }

    [Fact]
    public void Keys_WithMistakes_AreAllReportedAndNoVerifierIsShown()
    {
        using var services = Services(new()
        {
            ["Access:WrongTokensPerSecondMax"] = "0",
            ["Access:Keys:0:Id"] = "Not An Id", ["Access:Keys:0:Verifier"] = "hunter2",
            ["Access:Keys:0:Streams:0"] = "no/name", ["Access:Keys:0:Streams:1:Name"] = "a", ["Access:Keys:0:Streams:1:Where"] = " ", ["Access:Keys:0:Streams:1:Masks:data"] = "",
            ["Access:Keys:0:ReplayTo:0"] = "",
            ["Access:Keys:1:Id"] = "same", ["Access:Keys:1:Verifier"] = Verifier,
            ["Access:Keys:2:Id"] = "same", ["Access:Keys:2:Verifier"] = Verifier,
        });

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<AccessKeys>());

        Assert.Equal(8, failure.Failures.Count());
        Assert.Contains(failure.Failures, error => error.StartsWith("Access:Keys:0:Streams:0:Name ", StringComparison.Ordinal));
        Assert.Contains(failure.Failures, error => error.Contains("2 keys have the id 'same'", StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateKey_WhatItPrints_LetsItsTokenIn()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(0, CreateKeyCommand.Run(["create-key", "--id", "bi", "--stream", "web-*"], output, error));

        var printed = output.ToString();
        var token = printed.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("kp_bi_", StringComparison.Ordinal));
        var json = printed[printed.IndexOf("\"Access\"", StringComparison.Ordinal)..];
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"{{{json}}}"))).Build();
        Assert.True(ScramVerifier.TryParse(configuration["Access:Keys:0:Verifier"], out var verifier));
        Assert.True(verifier!.Matches(token));
        Assert.Equal("web-*", configuration["Access:Keys:0:Streams:0"]);
        Assert.Empty(error.ToString());
    }

    [Theory]
    [InlineData("create-key")]
    [InlineData("create-key", "--id")]
    [InlineData("create-key", "--id", "No")]
    [InlineData("create-key", "--id", "bi", "--stream", "a b")]
    [InlineData("create-key", "--name", "bi")]
    public void CreateKey_WrongArguments_SaysHow(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(1, CreateKeyCommand.Run(arguments, output, error));

        Assert.Contains("Usage", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddAccessKeys(configuration).BuildServiceProvider();
    }
}
