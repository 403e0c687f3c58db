using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>One column of a file of live records, or one member of <c>fields</c>.</summary>
/// <param name="Index">Among the vectors of a block.</param>
internal sealed record LiveVector(int Index, DuckDbType Type, IReadOnlyList<LiveVector> Members)
{
    /// <summary>Only the members that another type has, in its order.</summary>
    /// <param name="part">A struct of some of this one's members.</param>
    public LiveVector Narrow(DuckDbType part) => this with
    {
        Type = part,
        Members = [.. part.Names.Select((name, i) => Members[IndexOf(name)].Narrow(part.Children[i]))],
    };

    private int IndexOf(string name)
    {
        for (var i = 0; i < Type.Names.Count; i++)
        {
            if (Type.Names[i] == name) return i;
        }
        throw new ArgumentException($"The live records have no field {name}.");
    }
}
