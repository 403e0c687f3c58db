using KinesisPlatform.Access.Keys;
using KinesisPlatform.QueryGateway;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.Sql;

// Apart, so that a worker does not load what only the service needs.
if (SqlWorker.Handles(args)) return SqlWorker.Run();
return CreateKeyCommand.Handles(args) ? CreateKeyCommand.Run(args, Console.Out, Console.Error) : await ServeAsync(args);

static Task<int> ServeAsync(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddQueryGateway();
    return builder.RunServiceAsync(app => app.MapQueryGateway());
}
