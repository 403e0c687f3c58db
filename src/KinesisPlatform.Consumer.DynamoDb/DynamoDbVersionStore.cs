using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using KinesisPlatform.Consumer.Applying;
using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.DynamoDb;

/// <summary>
/// One item per key in a DynamoDB table, changed by conditional writes, so that any number of processes may share it. Other attributes of an item are left as
/// they are: the table may be the one that holds the state.
/// <code>
/// {"key": {"S": "LH1"}, "version": {"S": "0564961….0.0564961….0000000000"}, "applied": {"BOOL": true}}
/// </code>
/// <para>
/// The table's partition key is the text attribute <c>key</c>, without a sort key. It needs <c>dynamodb:GetItem</c> and <c>dynamodb:UpdateItem</c> on the table.
/// A record that is dropped costs one strongly consistent read (1 read unit), one that is applied another two writes (1 write unit each).
/// </para>
/// <para>Safe for concurrent callers. Items are never deleted: a time to live on the table would let records that are replayed later bring old states back.</para>
/// </summary>
/// <param name="text">The key as the item's: 1 to 2048 bytes of UTF-8, another one for every key. Where streams share a table, it holds the stream's name.</param>
public sealed class DynamoDbVersionStore<TKey>(IAmazonDynamoDB client, string tableName, Func<TKey, string> text) : IVersionStore<TKey> where TKey : notnull
{
    private const string Key = "key", Version = "version", Applied = "applied";

    private static readonly Dictionary<string, string> Names = new() { ["#version"] = Version, ["#applied"] = Applied };

    /// <exception cref="InvalidDataException">The key's item holds no version that this class wrote.</exception>
    /// <exception cref="AmazonDynamoDBException">DynamoDB refused, or did not answer as often as the client asks.</exception>
    public async ValueTask<StoredVersion?> GetAsync(TKey key, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = tableName,
            Key = ItemKey(key),
            // An older answer would let an older record win.
            ConsistentRead = true,
            ProjectionExpression = "#version, #applied",
            ExpressionAttributeNames = Names,
        };
        var item = (await client.GetItemAsync(request, cancellationToken)).Item;
        if (item is null || !item.TryGetValue(Version, out var stored)) return null;
        if (!RecordVersion.TryParse(stored.S, out var version) || !item.TryGetValue(Applied, out var applied) || applied.BOOL is not { } isApplied)
            throw new InvalidDataException($"An item of table {tableName} holds a {Version} or {Applied} that no consumer of replays wrote. Its key's records cannot be merged: mend or delete these attributes.");
        return new(version, isApplied);
    }

    /// <inheritdoc />
    /// <remarks>Where an answer is lost and the client asks again, the result is false and the version the key's own: it is to be read, as after any refusal.</remarks>
    /// <exception cref="AmazonDynamoDBException">As <see cref="GetAsync"/>: the version may have been put.</exception>
    public ValueTask<bool> TryRaiseAsync(TKey key, RecordVersion version, CancellationToken cancellationToken) =>
        TryPutAsync(key, version, isApplied: false, "attribute_not_exists(#version) OR #version < :version", cancellationToken);

    /// <inheritdoc />
    /// <exception cref="AmazonDynamoDBException">As <see cref="GetAsync"/>: the version may have been confirmed.</exception>
    public ValueTask<bool> ConfirmAsync(TKey key, RecordVersion version, CancellationToken cancellationToken) =>
        TryPutAsync(key, version, isApplied: true, "#version = :version", cancellationToken);

    private async ValueTask<bool> TryPutAsync(TKey key, RecordVersion version, bool isApplied, string condition, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = tableName,
            Key = ItemKey(key),
            UpdateExpression = "SET #version = :version, #applied = :applied",
            ConditionExpression = condition,
            ExpressionAttributeNames = Names,
            ExpressionAttributeValues = new() { [":version"] = new(version.ToSortableText()), [":applied"] = new() { BOOL = isApplied } },
        };
        try
        {
            await client.UpdateItemAsync(request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private Dictionary<string, AttributeValue> ItemKey(TKey key) => new() { [Key] = new(text(key)) };
}
