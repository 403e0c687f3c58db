using System.Net;
using KinesisPlatform.Access.Keys;
using Microsoft.Extensions.Options;
using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.QueryGateway.Postgres;

/// <summary>Reports everything that is wrong at once.</summary>
internal sealed class PostgresOptionsValidator(AccessKeys keys) : IValidateOptions<PostgresOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        var errors = results.Select(result => $"{PostgresOptions.SectionName}: {result.ErrorMessage}").ToList();
        if (options.Address != "localhost" && !IPAddress.TryParse(options.Address, out _)) errors.Add($"{PostgresOptions.SectionName}:Address must be localhost or an IP address.");
        else if (!keys.AreConfigured && options.Address != "localhost" && !IPAddress.IsLoopback(IPAddress.Parse(options.Address)))
            errors.Add($"{PostgresOptions.SectionName}:Address is {options.Address}, where others than this machine may reach it, and no API keys are configured. Configure Access:Keys, or listen on localhost.");
        if (options.CertificatePath is { } path && !File.Exists(path)) errors.Add($"{PostgresOptions.SectionName}:CertificatePath names no file.");
        if (options is { RequireTls: true, CertificatePath: null }) errors.Add($"{PostgresOptions.SectionName}:RequireTls needs a CertificatePath: nobody could connect.");
        if (options.AuthenticationTimeout <= TimeSpan.Zero) errors.Add($"{PostgresOptions.SectionName}:AuthenticationTimeout must be more than zero.");
        if (options.StallTimeout <= TimeSpan.Zero) errors.Add($"{PostgresOptions.SectionName}:StallTimeout must be more than zero.");
        if (options.IdleTimeout <= TimeSpan.Zero) errors.Add($"{PostgresOptions.SectionName}:IdleTimeout must be more than zero.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
