using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>
/// A session's settings, by PostgreSQL's names. Few have an effect; of those that would change results, only the values are taken that are true here
/// (UTF8, ISO, UTC, standard strings).
/// </summary>
internal sealed class SessionSettings
{
    public const string ServerVersion = "15.0 (KinesisPlatform)";

    private static readonly Dictionary<string, string> Defaults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application_name"] = "", ["array_nulls"] = "on", ["backslash_quote"] = "safe_encoding", ["block_size"] = "8192", ["bytea_output"] = "hex", ["client_encoding"] = "UTF8",
        ["client_min_messages"] = "notice", ["cursor_tuple_fraction"] = "0.1", ["DateStyle"] = "ISO, MDY", ["default_table_access_method"] = "heap", ["default_tablespace"] = "",
        ["default_transaction_deferrable"] = "off", ["default_transaction_isolation"] = "repeatable read", ["default_transaction_read_only"] = "on", ["default_with_oids"] = "off",
        ["enable_hashjoin"] = "on", ["enable_mergejoin"] = "on", ["enable_nestloop"] = "on", ["enable_seqscan"] = "on", ["escape_string_warning"] = "on", ["extra_float_digits"] = "1",
        ["geqo"] = "on", ["idle_in_transaction_session_timeout"] = "0", ["in_hot_standby"] = "off", ["integer_datetimes"] = "on", ["IntervalStyle"] = "postgres", ["is_superuser"] = "off",
        ["jit"] = "off", ["lc_collate"] = "C", ["lc_ctype"] = "C", ["lc_messages"] = "C", ["lc_monetary"] = "C", ["lc_numeric"] = "C", ["lc_time"] = "C", ["lock_timeout"] = "0",
        ["max_connections"] = "100", ["max_identifier_length"] = "128", ["max_index_keys"] = "32", ["max_parallel_workers_per_gather"] = "0", ["password_encryption"] = "scram-sha-256", ["port"] = "5433",
        ["quote_all_identifiers"] = "off", ["role"] = "none", ["row_security"] = "off", ["search_path"] = "\"$user\", public", ["server_encoding"] = "UTF8", ["server_version"] = ServerVersion,
        ["server_version_num"] = "150000", ["session_authorization"] = "", ["standard_conforming_strings"] = "on", ["statement_timeout"] = "0", ["synchronize_seqscans"] = "on",
        ["synchronous_commit"] = "on", ["TimeZone"] = "UTC", ["transaction_deferrable"] = "off", ["transaction_isolation"] = "repeatable read", ["transaction_read_only"] = "on",
        ["wal_level"] = "minimal", ["work_mem"] = "4MB", ["xmloption"] = "content",
    };

    /// <summary>Told to the client at the start and when they change.</summary>
    public static IReadOnlyList<string> Reported { get; } =
    [
        "application_name", "client_encoding", "DateStyle", "default_transaction_read_only", "in_hot_standby", "integer_datetimes", "IntervalStyle", "is_superuser", "server_encoding",
        "server_version", "session_authorization", "standard_conforming_strings", "TimeZone",
    ];

    private static readonly HashSet<string> Fixed = new(StringComparer.OrdinalIgnoreCase)
    {
        "block_size", "in_hot_standby", "integer_datetimes", "is_superuser", "lc_collate", "lc_ctype", "max_identifier_length", "max_index_keys", "port", "server_encoding", "server_version", "server_version_num", "wal_level",
    };

    private readonly Dictionary<string, string> _startup = new(Defaults, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _values = new(Defaults, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<KeyValuePair<string, string>> All => _values.OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a statement; null for the service's default.</summary>
    public TimeSpan? StatementTimeout => Duration(_values["statement_timeout"]) is { } timeout && timeout > TimeSpan.Zero ? timeout : null;

    /// <exception cref="PostgresException">There is no such setting.</exception>
    public string Get(string name) => _values.TryGetValue(name, out var value) ? value : throw Unknown(name);

    /// <summary>Sets what a client asks for at its start, to which RESET goes back.</summary>
    public void Start(string name, string value)
    {
        Set(name, value);
        _startup[name] = _values[name];
    }

    /// <returns>A warning where the value is taken without effect; null for none.</returns>
    /// <exception cref="PostgresException">No such setting, or a value that cannot be had.</exception>
    public string? Set(string name, string value)
    {
        // Settings of extensions have a point in their name, and anybody may set them.
        if (!_values.ContainsKey(name) && !name.Contains('.', StringComparison.Ordinal)) throw Unknown(name);
        if (Fixed.Contains(name)) throw new PostgresException("55P02", $"parameter \"{name}\" cannot be changed");
        const int valueCharsMax = 10_000;
        const int settingsMax = 500;
        if (value.Length > valueCharsMax || (_values.Count >= settingsMax && !_values.ContainsKey(name))) throw new PostgresException(SqlState.LimitExceeded, "The setting is too long, or there are too many.");
        switch (name.ToUpperInvariant())
        {
            // Some send it in quotes, which PostgreSQL takes for no difference.
            case "CLIENT_ENCODING" when value.Trim('\'').Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() is "UTF8" or "UNICODE":
                value = "UTF8";
                break;
            case "DATESTYLE" when value.Contains("ISO", StringComparison.OrdinalIgnoreCase):
                value = "ISO, MDY";
                break;
            case "TIMEZONE" when value.ToUpperInvariant() is not ("UTC" or "GMT" or "ETC/UTC" or "Z" or "DEFAULT"):
                return $"the time zone stays UTC: times with zone are shown with +00. Use arrived_at AT TIME ZONE '{value}' for another.";
            case "TIMEZONE":
                value = "UTC";
                break;
            case "STATEMENT_TIMEOUT" when Duration(value) is null:
            case "CLIENT_ENCODING" or "DATESTYLE":
            case "STANDARD_CONFORMING_STRINGS" when !IsOn(value):
            case "INTERVALSTYLE" when !value.Equals("postgres", StringComparison.OrdinalIgnoreCase):
            case "BYTEA_OUTPUT" when !value.Equals("hex", StringComparison.OrdinalIgnoreCase):
                throw new PostgresException(SqlState.InvalidParameterValue, $"invalid value for parameter \"{name}\": \"{value}\"") { Hint = $"This server only has {Get(name)}." };
        }
        _values[name] = value;
        return null;
    }

    public void Reset(string name) => _values[name] = _startup.TryGetValue(name, out var value) ? value : throw Unknown(name);

    public void ResetAll()
    {
        _values.Clear();
        foreach (var (name, value) in _startup) _values[name] = value;
    }

    private static bool IsOn(string value) => value.ToUpperInvariant() is "ON" or "TRUE" or "YES" or "1";

    // 30000, 30s, 500ms, 2min, 1h, 1d
    private static TimeSpan? Duration(string value)
    {
        var text = value.Trim();
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 10) return null;
        var number = double.Parse(text[..digits], System.Globalization.CultureInfo.InvariantCulture);
        double? milliseconds = text[digits..].Trim() switch { "" or "ms" => 1, "s" => 1_000, "min" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => null };
        return milliseconds is { } unit ? TimeSpan.FromMilliseconds(Math.Min(number * unit, int.MaxValue)) : null;
    }

    private static PostgresException Unknown(string name) => new(SqlState.UndefinedObject, $"unrecognized configuration parameter \"{name}\"");
}
