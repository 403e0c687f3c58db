using KinesisPlatform.Access.Keys;
using KinesisPlatform.QueryGateway;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.Sql;

if (SqlWorker.Handles(args)) return await SqlWorker.RunAsync();
if (CreateKeyCommand.Handles(args)) return CreateKeyCommand.Run(args, Console.Out, Console.Error);

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddQueryGateway();
var app = builder.Build();
app.MapDefaultEndpoints();
app.MapQueryGateway();
return await app.RunServiceAsync();
