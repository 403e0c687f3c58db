using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Results;

/// <summary>Checks every option and reports all that is wrong at once.</summary>
internal sealed class ResultOptionsValidator(IOptions<SqlOptions> sql) : IValidateOptions<ResultOptions>
{
    public ValidateOptionsResult Validate(string? name, ResultOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        var errors = results.Select(result => $"{ResultOptions.SectionName}: {result.ErrorMessage}").ToList();
        if (options.Lifetime <= TimeSpan.Zero) errors.Add($"{ResultOptions.SectionName}: Lifetime must be more than zero.");
        // A query that is no longer listed cannot say that its result has expired.
        if (options.Lifetime > sql.Value.FinishedQueriesAge) errors.Add($"{ResultOptions.SectionName}: Lifetime must be at most {SqlOptions.SectionName}:FinishedQueriesAge.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
