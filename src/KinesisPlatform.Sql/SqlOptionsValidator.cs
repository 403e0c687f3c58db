using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql;

/// <summary>Checks every option and reports all that is wrong at once.</summary>
internal sealed class SqlOptionsValidator : IValidateOptions<SqlOptions>
{
    public ValidateOptionsResult Validate(string? name, SqlOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        var errors = results.Select(r => $"{SqlOptions.SectionName}: {r.ErrorMessage}").ToList();

        void Check(bool ok, string error)
        {
            if (!ok) errors.Add($"{SqlOptions.SectionName}: {error}");
        }

        Check(options.TimeoutDefault > TimeSpan.Zero && options.TimeoutDefault <= options.TimeoutMax, "TimeoutDefault must be more than zero and at most TimeoutMax.");
        Check(options.FinishedQueriesAge >= TimeSpan.Zero, "FinishedQueriesAge must not be negative.");
        // Kinesis keeps records for a day at least: a tail that outlives that could hold records of shards that have left the archive's checkpoints.
        Check(options.TailIdleTimeout > TimeSpan.Zero && options.TailIdleTimeout <= TimeSpan.FromHours(12), "TailIdleTimeout must be more than zero and at most 12 hours.");
        Check(options.TailRefreshInterval > TimeSpan.Zero, "TailRefreshInterval must be more than zero.");
        Check(options.StalenessMax >= TimeSpan.Zero, "StalenessMax must not be negative.");
        Check(options.LiveWaitMax > TimeSpan.Zero, "LiveWaitMax must be more than zero.");
        Check(options.SpareWorkers <= options.WorkersMax, "SpareWorkers must be at most WorkersMax.");
        Check(options.WorkerProcessBytesMax > options.WorkerMemoryBytesMax, "WorkerProcessBytesMax must be more than WorkerMemoryBytesMax, or DuckDB is ended before it can spill.");
        Check(options.WorkerIdleTimeout >= TimeSpan.Zero, "WorkerIdleTimeout must not be negative.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
