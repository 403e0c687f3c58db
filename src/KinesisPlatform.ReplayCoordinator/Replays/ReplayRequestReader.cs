using System.Text.Json;
using KinesisPlatform.ServiceDefaults.Problems;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>
/// Reads the body of <c>POST /replays</c> (members of null are absent; only source and target are required):
/// <code>
/// {"source": "flights", "target": "flights-replay",
///  "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00+01:00",                  arrival; inclusive, exclusive: or
///  "shards": {"shardId-000000000000": {"from": "4959…", "to": "4960…"}},               sequence numbers; inclusive, exclusive; shards not named are left out
///  "where": "(json->>'$.delay')::int > 60",
///  "compact": "none" | "lastPerPartitionKey" | {"key": "json->>'$.id'"}, "filterFirst": false,
///  "tombstones": "replay" | "drop", "includeReplays": false,
///  "annotate": {"overwrite": true}, "annotateUnder": "meta", "wrap": false,
///  "partitionKey": "original" | {"expression": "json->>'$.id'"}, "order": "perKey" | "perShard" | "none", "aggregate": false,
///  "pace": {"recordsPerSecond": 100, "bytesPerSecond": 1e6, "share": 0.5, "speed": 10},
///  "dryRun": false, "clientToken": "3e1f…"}
/// </code>
/// and collects every error that the text alone shows. The same members but those that select records make the request to replay dead letters again.
/// </summary>
internal sealed class ReplayRequestReader(RequestErrors errors)
{
    private delegate ReplayRequest Reader(RequestValues values, string name, JsonElement value, ReplayRequest request);

    private static readonly string[] Required = ["source", "target"];

    private static readonly Dictionary<string, Reader> OfRecords = new(StringComparer.Ordinal)
    {
        ["source"] = (v, name, value, r) => r with { Spec = r.Spec with { Source = v.Stream(name, value) } },
        ["target"] = (v, name, value, r) => r with { Spec = r.Spec with { Target = v.Stream(name, value) } },
        ["from"] = (v, name, value, r) => r with { Spec = r.Spec with { From = v.Time(name, value) } },
        ["to"] = (v, name, value, r) => r with { Spec = r.Spec with { To = v.Time(name, value) } },
        ["shards"] = (v, name, value, r) => r with { Spec = r.Spec with { Shards = v.Shards(name, value) } },
        ["where"] = (v, name, value, r) => r with { Spec = r.Spec with { Where = v.Sql(name, value, "(json->>'$.delay')::int > 60") } },
        ["compact"] = (v, name, value, r) => r with { Spec = r.Spec with { Compact = v.Compaction(name, value) } },
        ["filterFirst"] = (v, name, value, r) => r with { Spec = r.Spec with { FilterFirst = v.Flag(name, value) } },
        ["tombstones"] = (v, name, value, r) => r with { Spec = r.Spec with { Tombstones = v.Choice(name, value, ("replay", TombstonePolicy.Replay), ("drop", TombstonePolicy.Drop)) } },
        ["includeReplays"] = (v, name, value, r) => r with { Spec = r.Spec with { IncludeReplays = v.Flag(name, value) } },
    };

    private static readonly Dictionary<string, Reader> OfSending = new(StringComparer.Ordinal)
    {
        ["annotate"] = (v, name, value, r) => r with { Spec = r.Spec with { Annotate = v.Annotate(name, value, isAtRoot: r.Spec.AnnotateUnder is null) } },
        ["annotateUnder"] = (v, name, value, r) => r with { Spec = r.Spec with { AnnotateUnder = v.RootMember(name, value) } },
        ["wrap"] = (v, name, value, r) => r with { Spec = r.Spec with { Wrap = v.Flag(name, value) } },
        ["partitionKey"] = (v, name, value, r) => r with { Spec = r.Spec with { PartitionKey = v.PartitionKey(name, value) } },
        ["order"] = (v, name, value, r) => r with { Spec = r.Spec with { Order = v.Choice(name, value, ("perKey", ReplayOrder.PerKey), ("perShard", ReplayOrder.PerShard), ("none", ReplayOrder.None)) } },
        ["aggregate"] = (v, name, value, r) => r with { Spec = r.Spec with { Aggregate = v.Flag(name, value) } },
        ["dryRun"] = (v, name, value, r) => r with { Spec = r.Spec with { DryRun = v.Flag(name, value) } },
        ["clientToken"] = (v, name, value, r) => r with { ClientToken = v.Token(name, value) },
    };

    private static readonly Dictionary<string, Reader> All = new(OfRecords.Concat(OfSending), StringComparer.Ordinal);

    /// <returns>What could be read; a name that is missing or wrong is empty.</returns>
    public ReplayRequest Read(JsonElement body)
    {
        var request = Read(body, new(new("", ""), null), All);
        if (body.ValueKind != JsonValueKind.Object) return request;
        foreach (var required in Required)
            if (!body.TryGetProperty(required, out var value) || value.ValueKind == JsonValueKind.Null) errors.Add(required, "The member is required: the name of a stream.");
        Check(request.Spec);
        return request;
    }

    /// <param name="earlier">The replay whose dead letters are to be sent: what the body does not say is as it was then.</param>
    public ReplayRequest ReadAgain(JsonElement body, ReplayJob earlier)
    {
        var spec = earlier.Spec with
        {
            From = null, To = null, Shards = null, Where = null, Compact = null, FilterFirst = false, Tombstones = TombstonePolicy.Replay,
            Pace = earlier.Pace, DryRun = false, DeadLettersOf = earlier.Id,
        };
        return Read(body, new(spec, null), OfSending);
    }

    private ReplayRequest Read(JsonElement body, ReplayRequest request, Dictionary<string, Reader> members)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add("", "The body must be a JSON object.");
            return request;
        }
        var values = new RequestValues(errors);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // What says where the annotation goes before what is annotated.
        foreach (var member in body.EnumerateObject().OrderBy(member => member.Name == "annotateUnder" ? 0 : 1))
        {
            if (member.Name != "pace" && !members.ContainsKey(member.Name)) errors.Add(member.Name, $"There is no such member; there are {string.Join(", ", members.Keys)}, pace.");
            else if (!seen.Add(member.Name)) errors.Add(member.Name, "The member is given twice.");
            else if (member.Value.ValueKind == JsonValueKind.Null) continue;
            else if (member.Name == "pace") request = request with { Spec = request.Spec with { Pace = ReplayPaceReader.Read(member.Name, member.Value, errors) } };
            else request = members[member.Name](values, member.Name, member.Value, request);
        }
        return request;
    }

    private void Check(ReplaySpec spec)
    {
        if (spec.From >= spec.To) errors.Add("from", $"'from' ({spec.From:O}) must be before 'to' ({spec.To:O}).");
        if (spec.Shards is not null && (spec.From is not null || spec.To is not null)) errors.Add("shards", "Bounds are either times ('from', 'to') or sequence numbers ('shards'), not both.");
        if (spec.FilterFirst && (spec.Compact is null || spec.Where is null)) errors.Add("filterFirst", "Says which of 'where' and 'compact' comes first: it needs both.");
        if (spec is { Pace.Speed: not null, Compact: not null }) errors.Add("pace.speed", ReplayPaceReader.SpeedOfCompacted);
        if (spec.AnnotateUnder is not null && spec.Annotate is null) errors.Add("annotateUnder", "Says where the members of 'annotate' go: it needs them.");
        if (spec.Tombstones == TombstonePolicy.Drop && spec.Source.Length > 0 && spec.Source == spec.Target)
            errors.Add("tombstones", "Only a target that starts empty can do without tombstones; this one is the source, and still has what they delete. Use \"replay\".");
        if (spec.Source.Length > 0 && spec.Source == spec.Target && spec.IncludeReplays)
            errors.Add("includeReplays", "The target is the source: replays of replays would be replayed again by every later replay, without end. Leave it out, or replay to another stream.");
    }
}
