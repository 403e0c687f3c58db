using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddSingleton<ClusterRegistry>();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapClusters();
return await app.RunServiceAsync();
