using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.Aws;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Following;
using KinesisPlatform.ClusterProvisioner.Orphans;
using KinesisPlatform.ClusterProvisioner.Steps;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using System.Text.Json.Nodes;
using Amazon.S3;

namespace KinesisPlatform.ClusterProvisioner.Tests.Fakes;

/// <summary>One process of the cluster-provisioner, whose steps the test takes: nothing runs by itself.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Instance(Uri endpoint, TimeProvider time, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(endpoint)).AddInMemoryCollection(settings ?? new Dictionary<string, string?>()).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(time).AddAwsClients(configuration).AddObjectStore(configuration);
        services.AddSingleton<IObjectStore>(provider => Store = new(new S3ObjectStore(provider.GetRequiredService<IAmazonS3>(), provider.GetRequiredService<IOptions<ObjectStoreOptions>>().Value, TimeProvider.System)));
        services.AddArchive(configuration).AddSingleton<IMessageSender>(Messages).AddSingleton(Options.Create(new MessagingOptions()));
        services.AddClusters(configuration, "archive/");
        _services = services.BuildServiceProvider();
        _ = Get<IObjectStore>();
    }

    public CrashingStore Store { get; private set; } = null!;

    public RecordedMessages Messages { get; } = new();

    public ClusterStore Clusters => Get<ClusterStore>();

    public ClusterFollower Follower => Get<ClusterFollower>();

    public Reconciler Reconciler => Get<Reconciler>();

    public StepRequests Steps => Get<StepRequests>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>What POST /clusters does.</summary>
    public async Task<ClusterDocument> RequestAsync(string body)
    {
        var errors = new RequestErrors();
        var request = Get<ClusterRequests>().Read((JsonObject)JsonNode.Parse(body)!, errors);
        Assert.True(errors.IsEmpty, string.Join("; ", errors.ToDictionary().Select(e => $"{e.Key}: {string.Join(' ', e.Value)}")));
        return (await Get<ClusterRequests>().AcceptAsync(request!, StreamAccess.Everything, default)).Document;
    }

    public static Dictionary<string, string?> Settings(Uri endpoint) => new()
    {
        ["AWS_ENDPOINT_URL"] = endpoint.AbsoluteUri,
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "local",
        ["AWS_SECRET_ACCESS_KEY"] = "local",
        ["ObjectStore:RetriesMax"] = "0",
        ["Cluster:gateway:uri"] = "https://gateway.test",
        ["Cluster:gateway:tokenFrom"] = "ssm:/kinesis-platform/gateway-token",
    };

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
