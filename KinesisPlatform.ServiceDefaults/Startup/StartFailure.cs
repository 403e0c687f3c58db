using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ServiceDefaults.Startup;

/// <summary>Failures whose message tells the operator everything: no stack trace helps there.</summary>
internal static class StartFailure
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>The message to show, or null when the exception is a surprise and its stack trace is needed.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        PlatformException { Kind: not FailureKind.Internal } platform => platform.Message,
        OptionsValidationException validation => Describe(validation),
        AggregateException aggregate when aggregate.InnerExceptions.All(e => Explain(e) is not null) =>
            string.Join(Environment.NewLine, aggregate.InnerExceptions.Select(Explain)),
        IOException { InnerException: AddressInUseException } => Describe(exception.Message),
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => Describe(exception.Message),
        _ => null,
    };

    /// <summary>The host logs a failed start with its stack trace before it throws; <see cref="ServiceRun"/> reports it better.</summary>
    public static bool IsReportedElsewhere(string category, Exception? exception) =>
        exception is not null && category == HostCategory && Explain(exception) is not null;

    private static string Describe(OptionsValidationException exception) =>
        $"the configuration is not valid:{string.Concat(exception.Failures.Select(f => $"{Environment.NewLine}  - {f}"))}";

    private static string Describe(string message) =>
        $"{message.TrimEnd('.')}. Stop the program that holds the port, or set ASPNETCORE_URLS to another one.";
}
