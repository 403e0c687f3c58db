using KinesisPlatform.LocalAws;

var builder = WebApplication.CreateBuilder(args);
var options = builder.Configuration.GetSection(LocalAwsOptions.SectionName).Get<LocalAwsOptions>() ?? new LocalAwsOptions();
await using var server = await LocalAwsServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
await server.WaitForShutdownAsync();
