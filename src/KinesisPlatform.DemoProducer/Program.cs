using KinesisPlatform.DemoProducer;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.Streams;

var builder = WebApplication.CreateBuilder(DemoProducerExtensions.Expand(args));
builder.AddServiceDefaults();
builder.Services.AddStreams(builder.Configuration).AddDemoProducer(builder.Configuration);
return await builder.RunServiceAsync(_ => { });
