using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>How an external query engine is reached, and how much of it this service may use.</summary>
public abstract class EngineOptions
{
    /// <summary>Its address, such as <c>http://ip-10-0-0-1.ec2.internal:8889</c>, or a forwarded port's; null: the engine cannot be asked. Nothing of an engine's answers leads to any other host.</summary>
    public Uri? Url { get; set; }

    /// <summary>For Basic authentication, with <see cref="User"/>; only over https.</summary>
    public string? Password { get; set; }

    /// <summary>The user that queries run as, of the engine's own.</summary>
    [RegularExpression(@"^[!-9;-~]{1,128}$", ErrorMessage = "User must be 1-128 printable ASCII characters but ':' and spaces.")]
    public string User { get; set; } = "kinesis-platform";

    /// <summary>Queries at the engine at once; more are refused.</summary>
    [Range(1, 10_000)]
    public int QueriesMax { get; set; } = 32;

    /// <summary>Of those, the most of one API key.</summary>
    [Range(1, 10_000)]
    public int QueriesPerKeyMax { get; set; } = 8;

    /// <summary>For how long an engine that does not answer, or answers 429, 502, 503 or 504, is asked again.</summary>
    public TimeSpan RetryTimeMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a query that is given up may take to be ended at the engine before that is left to the engine's own timeouts, and logged.</summary>
    public TimeSpan CancelTimeMax { get; set; } = TimeSpan.FromSeconds(5);
}
