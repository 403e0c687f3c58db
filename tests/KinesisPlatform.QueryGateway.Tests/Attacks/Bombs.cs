using System.Text;

namespace KinesisPlatform.QueryGateway.Tests.Attacks;

/// <summary>Statements that are allowed and cost more than anyone has. Most heed no interrupt, many no limit of DuckDB's own.</summary>
internal static class Bombs
{
    /// <summary>Of each; the test takes as much processor time for most.</summary>
    public const double TimeoutSeconds = 0.6;

    /// <summary>None of them can be answered.</summary>
    public static IReadOnlyDictionary<string, string> Endless { get; } = new Dictionary<string, string>
    {
        // Memory.
        ["a list of 4 billion"] = "select len(range(4000000000))",
        ["a list that is sorted"] = "select list_sort(range(300000000))[1]",
        ["a list of lists"] = "select len(list_transform(range(100000), lambda x: range(100000)))",
        ["padding"] = "select length(lpad('x', 2000000000, 'y'))",
        ["padding for each row"] = "select sum(length(lpad(x::varchar, 2000000000, 'y'))) from range(1000) t(x)",
        ["a string repeated"] = "select length(repeat(repeat(repeat('x', 100000), 10000), 10))",
        ["a string formatted"] = "select length(printf('%2000000000d', 1))",
        ["aggregated lists"] = "select len(list(x)) from range(10000000000) t(x)",
        ["aggregated strings"] = "select length(string_agg(repeat('x', 1000000), '')) from range(1000000)",
        ["groups"] = "select count(*) from (select hash(x) h, count(*) from range(100000000000) t(x) group by all)",
        ["distinct values"] = "select count(distinct hash(x)) from range(100000000000) t(x)",
        ["sorting, and the disk that it spills to"] = "select x from range(100000000000) t(x) order by hash(x) limit 10 offset 50000000",
        ["windows"] = "select sum(n) from (select sum(x) over (order by hash(x)) n from range(100000000000) t(x))",
        ["a hash join"] = "select count(*) from (select hash(x) h from range(100000000000) t(x)) a join (select hash(x) h from range(100000000000) t(x)) b using (h)",
        ["a recursion that doubles"] = "with recursive r as (select 1 n union all select n + x from r, range(2) t(x)) select count(*) from r",
        ["a pivot"] = "pivot (select x from range(100000000) t(x)) on x using count(*)",
        ["a type that doubles"] = $"with t0 as (select 1 x){string.Concat(Enumerable.Range(1, 40).Select(i => $", t{i} as (select {{'a': x, 'b': x}} x from t{i - 1})"))} select x from t40",
        // Processor.
        ["one huge comparison"] = "select levenshtein(repeat('ab', 400000), repeat('ba', 400000))",
        ["many huge comparisons"] = "select sum(damerau_levenshtein(repeat('ab', 5000) || x, repeat('ba', 5000))) from range(100000) t(x)",
        ["a regular expression"] = "select sum(length(regexp_replace(repeat('a', 100000) || x, '(a|aa|aaa|aaaa|b){1,200}c', '', 'g'))) from range(100000) t(x)",
        ["a cross join"] = "select count(*) from range(1000000) a, range(1000000) b, range(1000000) c where a.range * b.range + c.range = 7",
        ["a recursion without end"] = "with recursive r as (select 1 n union all select n + 1 from r) select max(n) from r",
        ["a subquery for each row"] = "select sum((select count(*) from range(1000000) i(y) where i.y * o.x > 3)) from range(100000000) o(x)",
        ["a plan that doubles"] = $"with t0 as (select 1 x union all select 2){string.Concat(Enumerable.Range(1, 40).Select(i => $", t{i} as (select a.x from t{i - 1} a, t{i - 1} b)"))} select count(*) from t40",
        ["a join of many"] = $"select count(*) from {string.Join(", ", Enumerable.Range(0, 60).Select(i => $"range(1000) t{i}(x)"))} where {string.Join(" and ", Enumerable.Range(0, 59).Select(i => $"t{i}.x + t{i + 1}.x > 1"))}",
        ["hashing"] = "select count(*) from range(100000000000) t(x) where hash(x) = 1",
        // Results.
        ["rows without end"] = "select x, x, x from range(1000000000000) t(x)",
        ["large values without end"] = "select repeat('x', 5000000) from range(1000000)",
        ["a value too large for a frame"] = "select repeat('x', 60000000) || repeat('y', 80000000)",
    };

    /// <summary>Texts that are long, deep or wide, and may have an answer: what matters is what they cost.</summary>
    public static IReadOnlyDictionary<string, Func<object>> Texts { get; } = new Dictionary<string, Func<object>>
    {
        ["10 MB of SQL"] = () => Sql($"select '{new string('x', 10_000_000)}'"),
        ["10 MB of conditions"] = () => Sql($"select * from flights where {Repeated("partition_key <> 'x' and ", 400_000)}true"),
        ["60 MB of SQL"] = () => Sql($"select '{new string('x', 60_000_000)}'"),
        ["parentheses"] = () => Sql($"select {new string('(', 30_000)}1{new string(')', 30_000)}"),
        ["brackets"] = () => Sql($"select {new string('[', 30_000)}1{new string(']', 30_000)}"),
        ["operators"] = () => Sql($"select {new string('+', 60_000)}1"),
        ["operators, as many in a row as may be"] = () => Sql($"select {Repeated(new string('+', 100) + "1,", 600)}1"),
        ["sums"] = () => Sql($"select {Repeated("1+", 30_000)}1"),
        ["signs"] = () => Sql($"select {Repeated("- ", 30_000)}1"),
        ["negations"] = () => Sql($"select {Repeated("not ", 15_000)}true"),
        ["cases"] = () => Sql($"select {Repeated("case when true then ", 2_500)}1{Repeated(" end", 2_500)}"),
        ["casts"] = () => Sql($"select 1{Repeated("::int", 12_000)}"),
        ["list types"] = () => Sql($"select null::int{Repeated("[]", 30_000)}"),
        ["subqueries"] = () => Sql($"select {Repeated("(select ", 7_000)}1{new string(')', 7_000)}"),
        ["subqueries in FROM"] = () => Sql($"{Repeated("select * from (", 4_000)}select 1{new string(')', 4_000)}"),
        ["functions of functions"] = () => Sql($"select {Repeated("abs(", 12_000)}1{new string(')', 12_000)}"),
        ["unions"] = () => Sql($"select 1{Repeated(" union all select 1", 3_000)}"),
        ["common tables"] = () => Sql($"with {string.Join(", ", Enumerable.Range(0, 2_000).Select(i => $"t{i} as (select {i} x)"))} select * from t1999"),
        ["joins"] = () => Sql($"select 1 from flights{Repeated(" cross join flights", 3_000)}"),
        ["relations"] = () => Sql($"select 1 from {string.Join(", ", Enumerable.Range(0, 2_500).Select(i => $"archive('s{i}') a{i}"))}"),
        ["columns"] = () => Sql($"select {Repeated("1,", 30_000)}1"),
        ["a long name"] = () => Sql($"select 1 as \"{new string('x', 60_000)}\""),
        ["comments in comments"] = () => Sql($"select {Repeated("/*", 15_000)} 1 {Repeated("*/", 15_000)}"),
        ["an open string"] = () => Sql($"select '{new string('\'', 60_001)}"),
        ["100,000 parameters"] = () => new { sql = "select $1", parameters = Enumerable.Range(0, 100_000), timeoutSeconds = TimeoutSeconds },
        ["a parameter of 10 MB"] = () => new { sql = "select length($1)", parameters = (string[])[new string('x', 10_000_000)], timeoutSeconds = TimeoutSeconds },
        ["a deep parameter"] = () => $$"""{"sql": "select $1", "timeoutSeconds": 1, "parameters": [{{new string('[', 100_000)}}{{new string(']', 100_000)}}]}""",
        ["a deep body"] = () => new string('[', 1_000_000),
        ["deep JSON"] = () => Sql("select json_structure((repeat('[', 1000000) || repeat(']', 1000000))::json)"),
        ["a long error"] = () => Sql("select error(repeat('x', 2000000))"),
        ["a long error on the way"] = () => Sql("select case when x > 100000 then error(repeat('x', 2000000)) else 1 end from range(1000000) t(x)"),
        ["a failed cast of a long value"] = () => Sql("select repeat('x', 2000000)::int"),
    };

    private static object Sql(string sql) => new { sql, timeoutSeconds = TimeoutSeconds };

    private static string Repeated(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
