using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

internal sealed class TagOperations(StreamRegistry streams)
{
    private const int TagCountMax = 50;

    public IEnumerable<KinesisOperation> All =>
    [
        KinesisOperation.Of("AddTagsToStream", Add),
        KinesisOperation.Of("RemoveTagsFromStream", Remove),
        KinesisOperation.Of("ListTagsForStream", List),
    ];

    public static List<(string Key, string Value)> Read(RequestParameters parameters, string name, bool isRequired = false)
    {
        var tags = parameters.Map(name, isRequired).Select(t => (t.Name, t.Value.Kind == ValueKind.Text ? t.Value.Text : "")).ToList();
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128) parameters.Violate(name, key, "Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]");
            if (value.Length > 256) parameters.Violate(name, value, "Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0]");
        }
        return tags;
    }

    private void Add(RequestParameters parameters)
    {
        var tags = Read(parameters, "Tags", isRequired: true);
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            if (stream.Tags.Keys.Union(tags.Select(t => t.Key)).Count() > TagCountMax)
                throw KinesisException.InvalidArgument($"Failed to add tags to stream {stream.Name} under account {streams.AccountId} because a given stream cannot have more than {TagCountMax} tags associated with it.");
            foreach (var (key, value) in tags) stream.Tags[key] = value;
        }
    }

    private void Remove(RequestParameters parameters)
    {
        var keys = parameters.List("TagKeys", TagCountMax, isRequired: true).Select(k => k.Text).ToList();
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
            foreach (var key in keys) stream.Tags.Remove(key);
    }

    private void List(RequestParameters parameters, MessageWriter answer)
    {
        var limit = parameters.Integer("Limit", 1, TagCountMax) ?? TagCountMax;
        var after = parameters.Text("ExclusiveStartTagKey");
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            var tags = stream.Tags.Where(t => after is null || string.CompareOrdinal(t.Key, after) > 0).Take(limit + 1).ToList();
            answer.List("Tags"u8, tags.Take(limit), static (writer, tag) => writer.Map(members =>
            {
                members.Member("Key"u8, tag.Key);
                members.Member("Value"u8, tag.Value);
            }));
            answer.Member("HasMoreTags"u8, tags.Count > limit);
        }
    }
}
