using System.Globalization;

namespace KinesisPlatform.Sql.Tests.Pruning;

/// <summary>SQL over the tables <c>s</c> and <c>u</c> with random conditions in every place that may or may not bound them.</summary>
internal sealed class RandomStatement(Chooser choose, DateTimeOffset now)
{
    private const string Seen = "count(*), count(a.shard_id), sum(hash(a.shard_id, a.sequence_number)::hugeint)";
    private const string SeenBoth = Seen + ", count(b.shard_id), sum(hash(a.sequence_number, b.sequence_number)::hugeint)";

    public string Text => choose.Next(18) switch
    {
        0 => $"select {Seen} from s a where {Condition("a.")}",
        1 => $"select count(*), sum(sub_sequence_number) from s where {Condition("")}",
        2 => $"select {SeenBoth} from s a join u b on a.shard_id = b.shard_id and {Condition("b.")} where {Condition("a.")}",
        3 => $"select {SeenBoth} from s a {Outer} join u b on a.shard_id = b.shard_id and {Condition("a.")} and {Condition("b.")}",
        4 => $"select {SeenBoth} from s a {Outer} join u b on a.partition_key = b.partition_key where {Condition("b.")}",
        5 => $"select {SeenBoth} from s a {Outer} join u b on a.partition_key = b.partition_key and {Condition("b.")} where {Condition("a.")} or {Condition("b.")}",
        6 => $"select {Seen} from s a {choose.Of("semi", "anti")} join u b on a.shard_id = b.shard_id and {Condition("b.")} and {Condition("a.")}",
        7 => $"select {Seen} from s a {choose.Of("semi", "anti")} join u b on a.shard_id = b.shard_id where {Condition("a.")}",
        8 => $"select {Seen} from s a where {choose.Of("", "not ")}exists (select 1 from u b where b.shard_id = a.shard_id and {Condition("b.")}) and {Condition("a.")}",
        9 => $"with s as (select * from s where {Condition("")}) select {Seen} from s a where {Condition("a.")}",
        10 => $"select {Seen} from s a where {Condition("a.")} union all select {Seen} from s a where {Condition("a.")}",
        11 => $"select {SeenBoth} from s a asof {choose.Of("", "left ")}join u b on a.shard_id = b.shard_id and a.arrived_at >= b.arrived_at where {Condition("b.")} and {Condition("a.")}",
        12 => $"select (select count(*) from s where {Condition("")}), (select max(sequence_number) from u where {Condition("")})",
        13 => $"select {Seen} from (select * from s where {Condition("")}) a where {Condition("a.")}",
        14 => $"select {SeenBoth} from s a, s b where {Condition("a.")} and a.shard_id = b.shard_id",
        15 => $"select {Seen}, count(b.shard_id), count(c.shard_id) from s a {Outer} join (u b {Outer} join s c on b.partition_key = c.partition_key and {Condition("c.")}) on a.partition_key = b.partition_key and {Condition("b.")} where {Condition("a.")}",
        16 => $"select count(arrived_at), max(shard_id) from (select now() as arrived_at, 'x' as shard_id from s where {Condition("")})",
        _ => $"select {SeenBoth} from (select * from s order by sequence_number) a positional join u b where {Condition("b.")}",
    };

    private string Outer => choose.Of("left", "right", "full outer", "inner");

    private string Condition(string table, int depth = 0) => choose.Next(depth > 2 ? 11 : 15) switch
    {
        0 or 1 => $"{table}arrived_at {Operator} {Time}",
        2 => $"{Time} {Operator} {table}arrived_at",
        3 => $"{table}arrived_at between {Time} and {Time}",
        4 => $"{table}arrived_at::{choose.Of("date", "timestamp")} {Operator} {choose.Of("date ", "timestamp ")}'{Moment("yyyy-MM-dd")}'",
        5 => $"date_trunc('{choose.Of("minute", "hour", "day", "month")}', {table}arrived_at) {Operator} {Time}",
        6 => $"{table}shard_id {choose.Of("= 's1'", "in ('s0', 's2')", "> 's1'", "<> 's1'", "in ('s3')")}",
        7 => $"{table}partition_key {Operator} 'k{choose.Next(12)}'",
        8 => $"{table}sub_sequence_number {Operator} {choose.Of("1", "2.5", "'1'", "-1", "1e0")}",
        9 => $"{table}fields.{choose.Of($"x {Operator} {Number}", $"p {Operator} {Number}", $"n {Operator} 'n{choose.Next(5)}'", "x is null")}",
        10 => choose.Of("true", $"{table}explicit_hash_key = 'h1'", $"{table}explicit_hash_key is null", $"{table}sequence_number {Operator} '{100 + choose.Next(100)}'"),
        11 => $"({Condition(table, depth + 1)} or {Condition(table, depth + 1)})",
        12 => $"({Condition(table, depth + 1)} and {Condition(table, depth + 1)})",
        13 => $"not ({Condition(table, depth + 1)})",
        _ => $"coalesce({Condition(table, depth + 1)}, true)",
    };

    private string Operator => choose.Of("=", "<", "<=", ">", ">=");

    private string Number => choose.Of("3", "2.5", "-1", "4.0::double", "'3'", "9007199254740993", "9007199254740992.0::double", "9007199254740993.5");

    private string Time => choose.Next(10) switch
    {
        0 or 1 => $"'{Moment("yyyy-MM-dd HH:mm:ss")}'",
        2 => $"timestamptz '{Moment("yyyy-MM-dd HH:mm:ss")}+02'",
        3 => $"timestamp '{Moment("yyyy-MM-dd HH:mm:ss")}'",
        4 => $"date '{Moment("yyyy-MM-dd")}'",
        5 => $"now() - interval '{choose.Next(72)} hours'",
        6 => $"current_timestamp - {choose.Next(72)} * interval '1 hour'",
        7 => choose.Of("current_date", "today() - 1", "date_trunc('day', now())"),
        8 => $"timestamp '{Moment("yyyy-MM-dd HH:mm:ss")}' at time zone 'Europe/Berlin'",
        _ => "$1",
    };

    private string Moment(string format) => now.AddMinutes(-choose.Next(72 * 60)).ToString(format, CultureInfo.InvariantCulture);
}
