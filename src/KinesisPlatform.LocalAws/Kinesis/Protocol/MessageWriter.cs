namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>Writes an answer in one of the encodings.</summary>
internal abstract class MessageWriter : IDisposable
{
    public abstract void StartMap();

    public abstract void EndMap();

    public abstract void StartList();

    public abstract void EndList();

    public abstract void Name(ReadOnlySpan<byte> name);

    public abstract void Text(ReadOnlySpan<byte> utf8);

    public abstract void Text(string value);

    public abstract void Number(long value);

    public abstract void Boolean(bool value);

    public abstract void Blob(ReadOnlySpan<byte> bytes);

    /// <summary>Seconds with a fraction in JSON, whole milliseconds in CBOR, as the service does.</summary>
    public abstract void Time(long unixMilliseconds);

    /// <summary>Passes on what is held back: nothing may be written afterwards.</summary>
    public abstract void Dispose();

    public void Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8)
    {
        Name(name);
        Text(utf8);
    }

    public void Member(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        Text(value);
    }

    public void Member(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Number(value);
    }

    public void Member(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Boolean(value);
    }

    public void Time(ReadOnlySpan<byte> name, long unixMilliseconds)
    {
        Name(name);
        Time(unixMilliseconds);
    }

    public void Map(ReadOnlySpan<byte> name, Action<MessageWriter> members)
    {
        Name(name);
        Map(members);
    }

    public void Map(Action<MessageWriter> members)
    {
        StartMap();
        members(this);
        EndMap();
    }

    public void List<T>(ReadOnlySpan<byte> name, IEnumerable<T> items, Action<MessageWriter, T> item)
    {
        Name(name);
        StartList();
        foreach (var one in items) item(this, one);
        EndList();
    }

    public void Texts(ReadOnlySpan<byte> name, IEnumerable<string> items) => List(name, items, static (writer, item) => writer.Text(item));
}
