using Projects;

const string EmulatorRegion = "us-east-1";
const int EmulatorPort = 4566;
const int PostgresPort = 5433;

var builder = DistributedApplication.CreateBuilder(args);

// A manifest describes a deployment, and that is always on AWS.
var provider = builder.ExecutionContext.IsPublishMode ? "aws" : builder.Configuration["Aws:Provider"] ?? "embedded";
if (provider is not ("embedded" or "localstack" or "aws"))
{
    Console.Error.WriteLine($"Aws:Provider is '{provider}'. Set it to embedded (the emulator of this repository), localstack (a container) or aws (your own account).");
    return 1;
}

var onAws = provider == "aws";
var region = onAws ? RequiredUnless("AWS_REGION", "aws-region") : builder.AddParameter("aws-region", EmulatorRegion);
var bucket = onAws ? builder.AddParameter("bucket") : builder.AddParameter("bucket", "kinesis-platform");
var archivedStream = onAws ? builder.AddParameter("archived-stream") : builder.AddParameter("archived-stream", "*");

var emulator = provider switch
{
    "embedded" => builder.AddProject<KinesisPlatform_LocalAws>("localaws")
        .WithHttpEndpoint(port: EmulatorPort, env: "LocalAws__Port", isProxied: false)
        .WithHttpHealthCheck("/_local/health")
        .WithEnvironment("LocalAws__Buckets__0", bucket)
        .WithEnvironment("LocalAws__Region", region)
        .WithEnvironment("Logging__LogLevel__Default", "Warning"),
    "localstack" => AddLocalStack(),
    _ => default(IResourceBuilder<IResourceWithEndpoints>),
};

AddService<KinesisPlatform_Archiver>("archiver", 8083).WithEnvironment("Archiver__Streams", archivedStream);
var gateway = AddService<KinesisPlatform_QueryGateway>("query-gateway", 8080).WithExternalHttpEndpoints()
    // A deployment knows no other scheme than tcp for it, and must be told the port.
    .WithEndpoint(
        port: builder.ExecutionContext.IsRunMode ? PostgresPort : null, targetPort: builder.ExecutionContext.IsRunMode ? null : PostgresPort,
        scheme: builder.ExecutionContext.IsRunMode ? "postgres" : "tcp", name: "postgres", env: "Postgres__Port", isProxied: false);
AddService<KinesisPlatform_ReplayCoordinator>("replay-coordinator", 8081).WithExternalHttpEndpoints();
var clusters = AddService<KinesisPlatform_ClusterProvisioner>("cluster-provisioner", 8082);
// Emulated clusters run nothing; a real one is told where it reaches the gateway, and where its key is.
if (emulator is not null) clusters.WithEnvironment("Cluster__gateway__uri", gateway.GetEndpoint("http")).WithEnvironment("Cluster__gateway__tokenFrom", "none");

if (builder.ExecutionContext.IsRunMode && bool.Parse(builder.Configuration["Demo:Enabled"] ?? (onAws ? "false" : "true")))
    AddService<KinesisPlatform_DemoProducer>("demo-producer", port: null);

builder.Build().Run();
return Environment.ExitCode;

IResourceBuilder<ProjectResource> AddService<TProject>(string name, int? port) where TProject : IProjectMetadata, new()
{
    var service = builder.AddProject<TProject>(name)
        .WithHttpEndpoint(port: builder.ExecutionContext.IsRunMode ? port : null, isProxied: false)
        .WithHttpHealthCheck("/health")
        .WithEnvironment("AWS_REGION", region)
        .WithEnvironment("ObjectStore__Bucket", bucket);
    return emulator is null ? service : service.WithEnvironment(UseEmulator).WaitFor(emulator);
}

// What the machine has set up for a real account is blanked out: nothing of a local run may reach AWS.
void UseEmulator(EnvironmentCallbackContext context)
{
    var variables = context.EnvironmentVariables;
    variables["AWS_ENDPOINT_URL"] = emulator.GetEndpoint("http");
    foreach (var name in (string[])["AWS_ENDPOINT_URL_KINESIS", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL_EMR", "AWS_PROFILE", "AWS_SESSION_TOKEN"])
        variables[name] = "";
    variables["AWS_ACCESS_KEY_ID"] = "local";
    variables["AWS_SECRET_ACCESS_KEY"] = "local";
    if (context.Resource.Name != "archiver") return;
    // A commit every few seconds shows the archive at work, and new streams are tried out here; a deployment keeps the Archiver's own defaults.
    variables["Archiver__BufferAgeMax"] = "00:00:10";
    variables["Archiver__DiscoveryInterval"] = "00:00:05";
}

IResourceBuilder<ContainerResource> AddLocalStack() =>
    // Later images than this one need a token.
    builder.AddContainer("localstack", builder.Configuration["LocalStack:Image"] ?? "localstack/localstack", builder.Configuration["LocalStack:Tag"] ?? "4.14.0")
        .WithHttpEndpoint(port: EmulatorPort, targetPort: EmulatorPort)
        .WithHttpHealthCheck("/_localstack/health")
        .WithEnvironment("SERVICES", "kinesis,s3,sqs")
        .WithEnvironment("BUCKET", bucket)
        .WithEnvironment("LOCALSTACK_AUTH_TOKEN", builder.AddParameter("localstack-auth-token", "", secret: true))
        .WithBindMount("localstack/create-bucket.sh", "/etc/localstack/init/ready.d/create-bucket.sh", isReadOnly: true);

IResourceBuilder<ParameterResource> RequiredUnless(string variable, string parameter) =>
    builder.ExecutionContext.IsRunMode && builder.Configuration[variable] is { Length: > 0 } value
        ? builder.AddParameter(parameter, value)
        : builder.AddParameter(parameter);
