using System.ComponentModel.DataAnnotations;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Access;

/// <summary>Checks every key and reports all that is wrong at once. Whether conditions and masks are SQL is checked where SQL is.</summary>
internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        var errors = results.Select(result => $"{AccessOptions.SectionName}: {result.ErrorMessage}").ToList();
        for (var i = 0; i < options.Keys.Count; i++) Check(options.Keys[i], $"{AccessOptions.SectionName}:Keys:{i}", errors);
        errors.AddRange(options.Keys.GroupBy(key => key.Id, StringComparer.Ordinal).Where(same => same.Key.Length > 0 && same.Count() > 1)
            .Select(same => $"{AccessOptions.SectionName}:Keys: {same.Count()} keys have the id '{same.Key}'. Give each its own."));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(AccessKeyOptions key, string place, List<string> errors)
    {
        if (!AccessToken.IsKeyId(key.Id)) errors.Add($"{place}:Id must be 1-63 of a-z, 0-9 and '-', beginning with a letter or digit.");
        // Never the value: it is as good as a password to whoever can compute for long enough.
        if (!ScramVerifier.TryParse(key.Verifier, out _))
            errors.Add($"{place}:Verifier must be SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>, with {ScramVerifier.IterationsMin} to {ScramVerifier.IterationsMax} iterations. The command create-key prints one.");
        for (var i = 0; i < key.Streams.Count; i++) Check(key.Streams[i], $"{place}:Streams:{i}", errors);
        for (var i = 0; i < key.ReplayTo.Count; i++)
        {
            if (!StreamPattern.IsValid(key.ReplayTo[i])) errors.Add($"{place}:ReplayTo:{i} must be a stream's name, with '*' for any characters.");
        }
        for (var i = 0; i < key.Engines.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(key.Engines[i])) errors.Add($"{place}:Engines:{i} is empty. Name an engine, such as trino.");
        }
    }

    private static void Check(StreamGrantOptions grant, string place, List<string> errors)
    {
        if (!StreamPattern.IsValid(grant.Name)) errors.Add($"{place}:Name must be a stream's name, with '*' for any characters.");
        if (grant.Where is { } where && string.IsNullOrWhiteSpace(where)) errors.Add($"{place}:Where is empty. Leave it out to show every record.");
        errors.AddRange(grant.Masks.Where(mask => string.IsNullOrWhiteSpace(mask.Value)).Select(mask => $"{place}:Masks:{mask.Key} is empty. NULL hides a column altogether."));
    }
}
