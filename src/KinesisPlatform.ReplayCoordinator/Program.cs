using KinesisPlatform.ReplayCoordinator;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.Sql;

// Apart, so that a worker does not load what only the service needs.
return SqlWorker.Handles(args) ? SqlWorker.Run() : await ServeAsync(args);

static Task<int> ServeAsync(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.Services.AddReplayCoordinator(builder.Configuration);
    return builder.RunServiceAsync(app => app.MapReplayCoordinator());
}
