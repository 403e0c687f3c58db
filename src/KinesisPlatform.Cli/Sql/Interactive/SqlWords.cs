using System.Text.RegularExpressions;

namespace KinesisPlatform.Cli.Sql.Interactive;

/// <summary>What a word of a statement may become: a stream, a column, a word of the language.</summary>
internal static partial class SqlWords
{
    private static readonly string[] Language =
    [
        "select", "from", "where", "group by", "group by all", "order by", "limit", "having", "join", "left join", "on", "using", "with", "as", "and", "or", "not", "in", "is null", "is not null",
        "between", "like", "ilike", "case", "when", "then", "else", "end", "distinct", "count(*)", "sum(", "avg(", "min(", "max(", "arg_max(", "approx_count_distinct(", "date_trunc(", "time_bucket(",
        "interval", "over (", "partition by", "qualify", "union all", "desc", "asc", "describe", "summarize", "explain", "pivot", "unpivot", "archive(", "live(", "snapshots(", "shards(", "as_of :=",
        "snapshot :=", "shard_id", "sequence_number", "sub_sequence_number", "partition_key", "explicit_hash_key", "arrived_at", "data", "json", "fields.", "json->>'$.",
    ];

    /// <param name="before">The line up to the cursor.</param>
    public static WordCompletion Complete(string before, IReadOnlyList<string> streams)
    {
        var start = before.LastIndexOfAny([' ', '\t', '(', ',', '\'', '=']) + 1;
        var word = before[start..];
        var isText = before.Length > word.Length && before[start - 1] == '\'';
        var isTable = isText || TableWord().IsMatch(before[..start]);
        var names = streams.Select(name => isText || PlainName().IsMatch(name) ? name : $"\"{name}\"");
        return new(start,
        [
            .. names.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase) || (name[0] == '"' && name[1..].StartsWith(word, StringComparison.OrdinalIgnoreCase)))
                .Concat(word.Length > 0 && !isTable ? Language.Where(known => known.StartsWith(word, StringComparison.OrdinalIgnoreCase)) : [])
                .Take(40),
        ]);
    }

    // Behind these stands a stream and nothing else.
    [GeneratedRegex(@"\b(from|join|describe|summarize)\s+\z", RegexOptions.IgnoreCase)]
    private static partial Regex TableWord();

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]*\z")]
    private static partial Regex PlainName();
}
