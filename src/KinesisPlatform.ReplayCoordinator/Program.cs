using KinesisPlatform.ReplayCoordinator;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.Sql;

if (SqlWorker.Handles(args)) return await SqlWorker.RunAsync();

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddReplayCoordinator(builder.Configuration);

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapReplayCoordinator();
return await app.RunServiceAsync();
