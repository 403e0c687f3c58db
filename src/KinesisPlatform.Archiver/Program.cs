using KinesisPlatform.Archiver;
using KinesisPlatform.Archiver.Flushing;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Status;
using KinesisPlatform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddArchiver(builder.Configuration);

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapStatus();
app.MapSettings();
app.MapFlush();
return await app.RunServiceAsync();
