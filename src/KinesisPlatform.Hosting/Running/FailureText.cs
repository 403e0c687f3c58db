using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Says in one sentence how a resource ended.</summary>
internal static class FailureText
{
    public static string Describe(CustomResourceSnapshot snapshot) => snapshot switch
    {
        { Message: { } message } => message,
        { ExitCode: { } exitCode } => string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {exitCode}."),
        _ => $"it is {snapshot.State}.",
    };
}
