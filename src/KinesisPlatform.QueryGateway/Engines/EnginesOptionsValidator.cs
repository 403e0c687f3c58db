using System.ComponentModel.DataAnnotations;
using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.QueryGateway.Engines.Drill;
using KinesisPlatform.QueryGateway.Engines.Trino;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>Reports everything that is wrong at once, what API keys are granted of engines included.</summary>
internal sealed class EnginesOptionsValidator(AccessKeys keys, IOptions<AccessOptions> access) : IValidateOptions<EnginesOptions>
{
    public ValidateOptionsResult Validate(string? name, EnginesOptions options)
    {
        var errors = new List<string>();
        CheckAttributes(options, EnginesOptions.SectionName, errors);
        if (options.FreshWaitMax <= TimeSpan.Zero || options.FreshWaitMax > TimeSpan.FromDays(1)) errors.Add($"{EnginesOptions.SectionName}:FreshWaitMax must be more than zero and at most a day.");
        if (options.FreshIntervalMin < TimeSpan.Zero) errors.Add($"{EnginesOptions.SectionName}:FreshIntervalMin must not be negative.");
        Check(options.Trino, $"{EnginesOptions.SectionName}:Trino", options.Trino.AccessToken, errors);
        if (options.Trino is { Password: not null, AccessToken: not null }) errors.Add($"{EnginesOptions.SectionName}:Trino has a Password and an AccessToken: Trino takes one.");
        if (options.Trino.RequestTimeMax <= TimeSpan.FromSeconds(1)) errors.Add($"{EnginesOptions.SectionName}:Trino:RequestTimeMax must be more than a second, which Trino takes to say that there is nothing yet.");
        Check(options.Drill, $"{EnginesOptions.SectionName}:Drill", null, errors);
        foreach (var key in access.Value.Keys) Check(key, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(EngineOptions options, string place, string? token, List<string> errors)
    {
        CheckAttributes(options, place, errors);
        if (options.RetryTimeMax < TimeSpan.Zero) errors.Add($"{place}:RetryTimeMax must not be negative.");
        if (options.CancelTimeMax <= TimeSpan.Zero) errors.Add($"{place}:CancelTimeMax must be more than zero.");
        if (options.QueriesPerKeyMax > options.QueriesMax) errors.Add($"{place}:QueriesPerKeyMax must be at most QueriesMax.");
        if (options.Url is not { } url) return;
        // Never the address itself: what should not be in it may be in it.
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 || url.AbsolutePath != "/")
            errors.Add($"{place}:Url must be http://host:port or https://host:port and nothing more; a user and password have settings of their own.");
        else if (url.Scheme == "http" && (options.Password ?? token) is not null)
            errors.Add($"{place}:Url is http, over which everybody on the way reads the password or token: use https.");
    }

    private void Check(AccessKeyOptions key, List<string> errors)
    {
        errors.AddRange(key.Engines.Where(engine => engine is not (TrinoEngine.EngineName or DrillEngine.EngineName))
            .Select(engine => $"Access:Keys: the key '{key.Id}' may use an engine '{engine}', and there is none: {TrinoEngine.EngineName} and {DrillEngine.EngineName} are those there are."));
        if (key.Engines.Contains(DrillEngine.EngineName) && keys.Find(key.Id) is { MayReadEverything: false })
            errors.Add($"Access:Keys: the key '{key.Id}' may use Drill, which reads every file and stream that its own role may, whole, but the key may not: give it \"*\" without conditions and masks, or take the engine from it.");
    }

    private static void CheckAttributes(object options, string place, List<string> errors)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        errors.AddRange(results.Select(result => $"{place}: {result.ErrorMessage}"));
    }
}
