using KinesisPlatform.ClusterProvisioner;
using KinesisPlatform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddClusterProvisioner(builder.Configuration);
return await builder.RunServiceAsync(app => app.MapClusterProvisioner());
