using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using Microsoft.Extensions.Hosting;

namespace KinesisPlatform.Sql.Rules;

/// <summary>Does not let a service start with a row filter or a mask that cannot be applied: every query of its key would fail.</summary>
internal sealed class RuleStartCheck(AccessKeys keys, RuleReader rules) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        foreach (var access in keys.All)
        {
            foreach (var (streams, rule) in access.Rules)
            {
                var found = await rules.CheckAsync(rule, cancellationToken);
                errors.AddRange(found.Select(error => $"key '{access.KeyId}', streams '{streams}': {error}"));
                if (rule.Masks.ContainsKey(RuleColumns.Data) && rule.Masks.ContainsKey(RuleColumns.Json))
                    errors.Add($"key '{access.KeyId}', streams '{streams}': the payload has one mask, data or json. The other follows it.");
            }
        }
        if (errors.Count > 0) throw new PlatformException(FailureKind.Invalid, $"{AccessOptions.SectionName}:Keys is not valid:{string.Concat(errors.Select(error => $"{Environment.NewLine}  - {error}"))}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
