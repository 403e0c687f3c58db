using KinesisPlatform.ClusterProvisioner;
using KinesisPlatform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddClusterProvisioner(builder.Configuration);

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapClusterProvisioner();
return await app.RunServiceAsync();
