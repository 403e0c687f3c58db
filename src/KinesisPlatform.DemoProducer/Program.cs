using KinesisPlatform.Aws;
using KinesisPlatform.DemoProducer;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.Streams;

var builder = WebApplication.CreateBuilder(DemoProducerExtensions.Expand(args));
builder.AddServiceDefaults();
builder.Services.AddAwsClients(builder.Configuration).AddStreams(builder.Configuration).AddDemoProducer(builder.Configuration);

var app = builder.Build();
app.MapDefaultEndpoints();
return await app.RunServiceAsync();
