using KinesisPlatform.Archiver;
using KinesisPlatform.Archiver.Flushing;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Status;
using KinesisPlatform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddArchiver(builder.Configuration);

return await builder.RunServiceAsync(app =>
{
    app.MapStatus();
    app.MapSettings();
    app.MapFlush();
});
