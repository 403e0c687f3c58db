namespace KinesisPlatform.LocalAws.Tests;

/// <summary>What Kinesis answered. Members are looked up by path, such as <c>StreamDescription.Shards.0.ShardId</c>.</summary>
internal sealed record KinesisAnswer(int Status, object? Body)
{
    public string? Error => Status == 200 ? null : (string)this["__type"]!;

    public string Message => (string)this["message"]!;

    public object? this[string path]
    {
        get
        {
            var value = Body;
            foreach (var part in path.Split('.'))
                value = value is object?[] list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : (value as Dictionary<string, object?>)?.GetValueOrDefault(part);
            return value;
        }
    }

    public string Text(string path) => (string)this[path]!;

    public int Number(string path) => (int)(decimal)this[path]!;

    public KinesisAnswer[] List(string path) => [.. ((object?[])(this[path] ?? Array.Empty<object?>())).Select(item => new KinesisAnswer(200, item))];
}
