using Microsoft.Extensions.Options;

namespace KinesisPlatform.LocalAws;

/// <summary>How the emulator runs. Everything has a default that suits a local run.</summary>
public sealed class LocalAwsOptions
{
    public const string SectionName = "LocalAws";

    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; set; } = 4566;

    public string Region { get; set; } = "us-east-1";

    public string AccountId { get; set; } = "000000000000";

    /// <summary>Buckets that exist from the start.</summary>
    public IList<string> Buckets { get; } = [];

    /// <summary>Folder that keeps S3 objects across restarts; null keeps them in memory.</summary>
    public string? DataFolder { get; set; }

    /// <summary>Whether Kinesis' per-shard limits (1 MB/s, 1,000 records/s in; 2 MB/s, 5 reads/s out) throttle. Off for benchmarks.</summary>
    public bool EnforceLimits { get; set; } = true;

    /// <summary>How long a stream stays CREATING after it was created, and UPDATING after it was resharded. Seconds on AWS.</summary>
    public TimeSpan StreamTransition { get; set; }

    /// <summary>How long a consumer's subscription to a shard lasts before it must subscribe again.</summary>
    public TimeSpan SubscriptionLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Age from which a consumer's subscription to a shard is taken over by its next one; before, the next one is refused.</summary>
    public TimeSpan SubscriptionTakeover { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a subscription is silent at most: then comes an event without records.</summary>
    public TimeSpan SubscriptionIdleEvent { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a cluster stays STARTING, BOOTSTRAPPING and TERMINATING, and a step RUNNING. Minutes on AWS.</summary>
    public TimeSpan EmrTransition { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Payload and partition keys that all streams together may hold in memory; once full, puts are refused until records expire or a stream is deleted.</summary>
    public long KinesisBytesMax { get; set; } = 4L << 30;

    /// <summary>Credentials whose SigV4 signatures are verified; null verifies none.</summary>
    public string? AccessKeyId { get; set; }

    public string? SecretAccessKey { get; set; }

    /// <summary>PEM file of the certificate with which the port speaks HTTPS; null for plain HTTP.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file of the certificate's private key, not encrypted.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <exception cref="OptionsValidationException">With every option that is wrong.</exception>
    internal void ThrowIfInvalid()
    {
        List<string> errors = [];
        if (Port is < 0 or > 65535) errors.Add($"{SectionName}:Port is {Port}: give 1 to 65535, or 0 for a free one.");
        if (Region.Length == 0) errors.Add($"{SectionName}:Region is empty: streams and queues would have no ARN.");
        if (AccountId.Length != 12 || !AccountId.All(char.IsAsciiDigit)) errors.Add($"{SectionName}:AccountId is '{AccountId}': an account id has 12 digits.");
        if (StreamTransition < TimeSpan.Zero) errors.Add($"{SectionName}:StreamTransition is {StreamTransition}: give a duration, such as 00:00:02.");
        if (SubscriptionLifetime <= TimeSpan.Zero) errors.Add($"{SectionName}:SubscriptionLifetime is {SubscriptionLifetime}: give a duration, such as 00:05:00.");
        if (SubscriptionTakeover < TimeSpan.Zero) errors.Add($"{SectionName}:SubscriptionTakeover is {SubscriptionTakeover}: give a duration, such as 00:00:05.");
        if (SubscriptionIdleEvent <= TimeSpan.Zero) errors.Add($"{SectionName}:SubscriptionIdleEvent is {SubscriptionIdleEvent}: give a duration, such as 00:00:01.");
        if (EmrTransition < TimeSpan.Zero) errors.Add($"{SectionName}:EmrTransition is {EmrTransition}: give a duration, such as 00:00:02.");
        if (KinesisBytesMax <= 0) errors.Add($"{SectionName}:KinesisBytesMax is {KinesisBytesMax}: no record could be put.");
        if (string.IsNullOrEmpty(AccessKeyId) != string.IsNullOrEmpty(SecretAccessKey)) errors.Add($"{SectionName}:AccessKeyId and {SectionName}:SecretAccessKey: set both to verify signatures, or neither.");
        if (string.IsNullOrEmpty(CertificateFile) != string.IsNullOrEmpty(CertificateKeyFile)) errors.Add($"{SectionName}:CertificateFile and {SectionName}:CertificateKeyFile: set both for HTTPS, or neither.");
        foreach (var file in (string?[])[CertificateFile, CertificateKeyFile])
        {
            if (!string.IsNullOrEmpty(file) && !File.Exists(file)) errors.Add($"{SectionName}: there is no certificate file {file}.");
        }
        if (errors.Count > 0) throw new OptionsValidationException(SectionName, typeof(LocalAwsOptions), errors);
    }
}
