using Amazon.ElasticMapReduce;
using Amazon.Kinesis;
using Amazon.S3;
using Amazon.SQS;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.Aws.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KinesisPlatform.Aws;

/// <summary>Registers the AWS clients.</summary>
public static class AwsClientsServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IAmazonKinesis"/>, <see cref="IKinesisRecordClient"/>, <see cref="IShardSubscriptionClient"/>, <see cref="IAmazonS3"/>,
    /// <see cref="IAmazonSQS"/>, <see cref="IAmazonElasticMapReduce"/> and <see cref="AwsConnection"/> as singletons, from the settings that <see cref="AwsConnection"/> names. <c>Aws:RecordEncoding</c> = <c>json</c> avoids CBOR.
    /// Spans are in the <see cref="System.Diagnostics.ActivitySource"/> <c>KinesisPlatform.Aws</c>. Wrong endpoints and missing credentials show at first use.
    /// </summary>
    public static IServiceCollection AddAwsClients(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(_ => AwsConnection.From(configuration));
        services.TryAddSingleton<IAmazonS3>(provider => CreateS3(provider.GetRequiredService<AwsConnection>()));
        services.TryAddSingleton<IAmazonKinesis>(provider => CreateKinesis(provider.GetRequiredService<AwsConnection>()));
        services.TryAddSingleton<IShardSubscriptionClient>(provider => CreateSubscriptionClient(provider.GetRequiredService<AwsConnection>(), provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.TryAddSingleton<IAmazonSQS>(provider => CreateSqs(provider.GetRequiredService<AwsConnection>()));
        services.TryAddSingleton<IAmazonElasticMapReduce>(provider => CreateElasticMapReduce(provider.GetRequiredService<AwsConnection>()));
        services.TryAddSingleton(provider => CreateRecordClient(provider, configuration["Aws:RecordEncoding"]));
        return services;
    }

    private static AmazonKinesisClient CreateKinesis(AwsConnection connection) =>
        new(connection.Credentials, connection.Apply(new AmazonKinesisConfig(), "Kinesis"));

    private static ShardSubscriptionClient CreateSubscriptionClient(AwsConnection connection, TimeProvider time) =>
        new(connection.Credentials, connection.Apply(new AmazonKinesisConfig(), "Kinesis"), time);

    private static AmazonSQSClient CreateSqs(AwsConnection connection) =>
        new(connection.Credentials, connection.Apply(new AmazonSQSConfig(), "SQS"));

    private static AmazonElasticMapReduceClient CreateElasticMapReduce(AwsConnection connection) =>
        new(connection.Credentials, connection.Apply(new AmazonElasticMapReduceConfig(), "EMR"));

    private static IKinesisRecordClient CreateRecordClient(IServiceProvider provider, string? encoding)
    {
        var connection = provider.GetRequiredService<AwsConnection>();
        return encoding switch
        {
            null or "" or "cbor" => new KinesisRecordClient(connection.Credentials, connection.Apply(new AmazonKinesisConfig(), "Kinesis")),
            "json" => new JsonKinesisRecordClient(connection.Credentials, connection.Apply(new AmazonKinesisConfig(), "Kinesis")),
            _ => throw new PlatformException(FailureKind.Invalid, $"Aws:RecordEncoding is '{encoding}': set it to cbor (the default) or json."),
        };
    }

    private static AmazonS3Client CreateS3(AwsConnection connection)
    {
        var config = connection.Apply(new AmazonS3Config { TelemetryProvider = ActivityTelemetry.CreateProvider() }, "S3");
        // Emulators and appliances rarely answer to bucket.host.
        config.ForcePathStyle = connection.EndpointOf("S3") is not null;
        return new(connection.Credentials, config);
    }
}
