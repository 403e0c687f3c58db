using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KinesisPlatform.Cli.Replays;

/// <summary>What makes a replay's request. The coordinator checks it, all at once; here is only put together what was said.</summary>
internal sealed class SpecOptions
{
    private delegate JsonNode? Reader(ParseResult parsed);

    private readonly List<(Symbol Symbol, string Member, Reader Read)> _members = [];
    private readonly PaceOptions _pace = new();
    private readonly Option<FileInfo> _file = new("--spec") { Description = "Begin with the request in this JSON file, as POST /replays takes it; what else is given here goes before it.", HelpName = "FILE" };

    /// <param name="selects">With what says which records; without it, how they are sent.</param>
    public SpecOptions(bool selects, TimeProvider time)
    {
        _file.AcceptExistingOnly();
        if (selects) AddSelection(time);
        AddJson("--annotate", "annotate", "Members that every record gets, as a JSON object: '{\"overwrite\": true}' lets consumers take the replay for the truth.");
        AddText("--annotate-under", "annotateUnder", "NAME", "Put these members under a root member of this name.");
        AddFlag("--wrap", "wrap", "Put JSON objects into an envelope, too, as all else always is.");
        Add(new Option<string>("--partition-key") { Description = "Partition by this SQL expression, not by the original key.", HelpName = "SQL" }, "partitionKey", (parsed, option) => parsed.GetValue(option) is { } sql ? new JsonObject { ["expression"] = sql } : null);
        var order = new Option<string>("--order") { Description = "What stays in order: perKey (the default), perShard, or none." };
        order.AcceptOnlyFromAmong("perKey", "perShard", "none");
        Add(order, "order", (parsed, option) => parsed.GetValue(option));
        Add(new Option<bool?>("--aggregate") { Description = "Pack records into KPL aggregates, or not (false); else as the coordinator is configured." }, "aggregate", (parsed, option) => parsed.GetValue(option));
        AddFlag("--dry-run", "dryRun", "Do everything but the puts.");
        AddText("--client-token", "clientToken", "TOKEN", "1 to 64 letters, digits, '-' or '_': the same request with the same token makes no second replay.");
    }

    public Symbol[] All => [.. _members.Select(member => member.Symbol), .. _pace.All, _file];

    public JsonObject Read(ParseResult parsed)
    {
        var body = parsed.GetValue(_file) is { } file ? ReadFile(file) : [];
        foreach (var (_, member, read) in _members)
            if (read(parsed) is { } value) body[member] = value;
        if (_pace.Read(parsed) is { } pace) body["pace"] = pace;
        return body;
    }

    private void AddSelection(TimeProvider time)
    {
        var (source, target) = (Streams.StreamArgument.CreateOptional("source", "The stream whose archive is replayed."), Streams.StreamArgument.CreateOptional("target", "The stream that the records are put onto; may be the source."));
        _members.Add((source, "source", parsed => parsed.GetValue(source)));
        _members.Add((target, "target", parsed => parsed.GetValue(target)));
        Add(TimeOption.Create("--from", "Only what arrived since then:", time), "from", (parsed, option) => parsed.GetValue(option)?.ToString("O"));
        Add(TimeOption.Create("--to", "Only what arrived before then:", time), "to", (parsed, option) => parsed.GetValue(option)?.ToString("O"));
        AddText("--where", "where", "SQL", "Only records of which this condition holds: \"(json->>'$.delay')::int > 60\".");
        AddFlag("--compact", "compact", "Only the last record of each partition key.", "lastPerPartitionKey");
        Add(new Option<string>("--compact-by") { Description = "Only the last record for each value of this SQL expression.", HelpName = "SQL" }, "compact", (parsed, option) => parsed.GetValue(option) is { } sql ? new JsonObject { ["key"] = sql } : null);
        AddFlag("--filter-first", "filterFirst", "Apply --where before it is decided which record is the last.");
        AddFlag("--drop-tombstones", "tombstones", "Leave out empty records and JSON nulls: for a target that starts empty.", "drop");
        AddFlag("--include-replays", "includeReplays", "Also what is itself a replay.");
    }

    private void Add<T>(Option<T> option, string member, Func<ParseResult, Option<T>, JsonNode?> read) => _members.Add((option, member, parsed => parsed.GetResult(option) is null ? null : read(parsed, option)));

    private void AddText(string name, string member, string valueName, string description) => Add(new Option<string>(name) { Description = description, HelpName = valueName }, member, (parsed, option) => parsed.GetValue(option));

    private void AddFlag(string name, string member, string description, string? value = null) =>
        Add(new Option<bool>(name) { Description = description }, member, (parsed, option) => !parsed.GetValue(option) ? null : value is null ? JsonValue.Create(true) : JsonValue.Create(value));

    private void AddJson(string name, string member, string description)
    {
        var option = new Option<JsonElement>(name)
        {
            Description = description,
            HelpName = "JSON",
            CustomParser = result =>
            {
                try
                {
                    return JsonElement.Parse(result.Tokens[0].Value);
                }
                catch (JsonException error)
                {
                    result.AddError($"{name}: not JSON: {error.Message}");
                    return default;
                }
            },
        };
        Add(option, member, (parsed, json) => JsonNode.Parse(parsed.GetValue(json).GetRawText()));
    }

    private static JsonObject ReadFile(FileInfo file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file.FullName)) as JsonObject ?? throw new JsonException("It must be a JSON object.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new KpException(ExitCode.Usage, $"--spec: {file} is no request: {error.Message}", error);
        }
    }
}
