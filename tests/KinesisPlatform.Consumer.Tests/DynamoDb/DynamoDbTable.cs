using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Consumer.Tests.DynamoDb;

/// <summary>One emulator for all tests of a class; each asks for a table of its own.</summary>
public sealed class DynamoDbTable : IAsyncLifetime
{
    private Dynalite? _dynalite;
    private int _tableCount;

    public AmazonDynamoDBClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _dynalite = await Dynalite.StartAsync();
        Client = new(new BasicAWSCredentials("AKIDEXAMPLE", "a-secret-of-a-test"), new AmazonDynamoDBConfig { ServiceURL = _dynalite.Endpoint.ToString(), AuthenticationRegion = "us-east-1" });
    }

    public async Task<string> CreateAsync()
    {
        var name = $"versions-{Interlocked.Increment(ref _tableCount)}";
        await Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            KeySchema = [new("key", KeyType.HASH)],
            AttributeDefinitions = [new("key", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
        });
        // A table is created when it says so, also where that takes no time.
        while ((await Client.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE) await Task.Yield();
        return name;
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (_dynalite is not null) await _dynalite.DisposeAsync();
    }
}
