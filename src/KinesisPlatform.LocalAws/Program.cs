using KinesisPlatform.LocalAws;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
try
{
    var options = configuration.GetSection(LocalAwsOptions.SectionName).Get<LocalAwsOptions>() ?? new LocalAwsOptions();
    await using var server = await LocalAwsServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
    await server.WaitForShutdownAsync();
    return 0;
}
catch (Exception error) when (error is OptionsValidationException or IOException or InvalidOperationException)
{
    var lines = error switch
    {
        OptionsValidationException invalid => invalid.Failures,
        IOException { InnerException: AddressInUseException } => [$"{error.Message} Stop what uses the port, or choose another: --{LocalAwsOptions.SectionName}:Port=4567."],
        _ => [error.Message],
    };
    foreach (var line in lines) await Console.Error.WriteLineAsync($"LocalAws cannot start: {line}");
    return 1;
}
