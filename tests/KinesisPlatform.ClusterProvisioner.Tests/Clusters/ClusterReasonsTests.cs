using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Tests.Files;

namespace KinesisPlatform.ClusterProvisioner.Tests.Clusters;

/// <summary>EMR's words, as it says them, and ours.</summary>
public sealed class ClusterReasonsTests
{
    [Theory]
    [InlineData("BOOTSTRAP_FAILURE", "On the master instance (i-0123456789abcdef0), bootstrap action 2 returned a non-zero return code", "Bootstrap action 2 (second) failed on instance i-0123456789abcdef0", "s3://logs/j-1/node/i-0123456789abcdef0/bootstrap-actions/2/stderr.gz")]
    [InlineData("BOOTSTRAP_FAILURE", "On 2 slave instances (including i-0a and i-0b), bootstrap action 1 returned a non-zero return code", "A bootstrap action failed", "s3://logs/j-1/node/")]
    [InlineData("BOOTSTRAP_FAILURE", "On the master instance (i-0a), bootstrap action 9 timed out executing", "Bootstrap action 9 failed on instance i-0a", "s3://logs/j-1/node/i-0a/bootstrap-actions/9/stderr.gz")]
    [InlineData("VALIDATION_ERROR", "The subnet subnet-1 does not exist", "Correct the setting", null)]
    [InlineData("INSTANCE_FLEET_TIMEOUT", "", "within 10 minutes", null)]
    [InlineData("USER_REQUEST", "Terminated by user request", "Somebody ended it", null)]
    [InlineData("STEP_FAILURE", "Shut down as step failed", "A step failed", "s3://logs/j-1/steps/")]
    [InlineData("INVENTED_SINCE", "What EMR says of it.", "What EMR says of it.", "s3://logs/j-1/")]
    public void Of_EmrsReason_SaysWhatHappenedAndWhereTheLogIs(string code, string message, string expected, string? log)
    {
        var document = new ClusterDocument("c-0", "", "", ClusterFileSetTests.Settings("{}"), new CostEstimate("USD", null, null, null, [], "", "", "", [], []), default, null) { BootstrapActions = ["first", "second"] };
        var reason = ClusterReasons.Of(new Cluster { Id = "j-1", Status = new() { StateChangeReason = new() { Code = new(code), Message = message } } }, document, "s3://logs/")!;
        Assert.Equal(code, reason.Code);
        Assert.Contains(expected, reason.Message, StringComparison.Ordinal);
        Assert.Equal(log, reason.Log);
    }
}
