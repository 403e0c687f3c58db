using KinesisPlatform.Consumer.Applying;
using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Tests.DynamoDb;

/// <summary>Loses one answer in five, after the effect.</summary>
internal sealed class LosingVersionStore(IVersionStore<int> store, Random random) : IVersionStore<int>
{
    public int LostCount { get; private set; }

    public async ValueTask<StoredVersion?> GetAsync(int key, CancellationToken cancellationToken) => MayLose(await store.GetAsync(key, cancellationToken));

    public async ValueTask<bool> TryRaiseAsync(int key, RecordVersion version, CancellationToken cancellationToken) =>
        MayLose(await store.TryRaiseAsync(key, version, cancellationToken));

    public async ValueTask<bool> ConfirmAsync(int key, RecordVersion version, CancellationToken cancellationToken) =>
        MayLose(await store.ConfirmAsync(key, version, cancellationToken));

    private T MayLose<T>(T answer)
    {
        if (random.Next(5) > 0) return answer;
        LostCount++;
        throw new TimeoutException("The answer was lost.");
    }
}
