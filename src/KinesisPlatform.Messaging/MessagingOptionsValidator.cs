using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Messaging;

internal sealed partial class MessagingOptionsValidator : IValidateOptions<MessagingOptions>
{
    public ValidateOptionsResult Validate(string? name, MessagingOptions options)
    {
        var errors = new List<string>();
        Check(Prefix().IsMatch(options.QueuePrefix ?? ""), nameof(options.QueuePrefix), "at most 40 letters, digits, '-' or '_': SQS takes no other characters");
        Check(IsWithin(options.ReceiveWaitTime, 1, 20), nameof(options.ReceiveWaitTime), "1 to 20 seconds: SQS waits no longer");
        Check(IsWithin(options.VisibilityTimeout, 2, 43_200), nameof(options.VisibilityTimeout), "2 seconds to 12 hours: SQS hides no longer, and a shorter one cannot be renewed in time");
        Check(options.ConcurrentMessagesMax is >= 1 and <= 1000, nameof(options.ConcurrentMessagesMax), "1 to 1000");
        Check(options.RetryCount is >= 0 and <= 20, nameof(options.RetryCount), "0 to 20");
        Check(IsWithin(options.RetryInterval, 0, 60), nameof(options.RetryInterval), "0 to 1 minute: the message is held meanwhile");
        Check(IsWithin(options.StopGrace, 0, 60), nameof(options.StopGrace), "0 to 1 minute");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool isValid, string option, string allowed)
        {
            if (!isValid) errors.Add($"{MessagingOptions.SectionName}:{option} must be {allowed}.");
        }
    }

    private static bool IsWithin(TimeSpan value, double secondsMin, double secondsMax) => value.TotalSeconds >= secondsMin && value.TotalSeconds <= secondsMax;

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{0,40}\z")]
    private static partial Regex Prefix();
}
