using System.Text;
using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ReplayCoordinator.Tests.Annotation;

namespace KinesisPlatform.Fuzz.Targets;

/// <summary>Payloads that a replay annotates, held against the platform's reader member by member.</summary>
internal sealed class JsonObjectTarget : IFuzzTarget
{
    private readonly List<RootMember> _found = [];
    private readonly List<RootMember> _expected = [];

    public string Name => "payloads in JSON";

    public IReadOnlyList<byte[]> Seeds { get; } = [.. JsonObjectByPlatform.Texts.Select(Encoding.UTF8.GetBytes)];

    public bool Parse(byte[] input)
    {
        var isRead = JsonObjectText.TryRead(input, JsonObjectByPlatform.Names, _found, out var open);
        if (isRead != JsonObjectByPlatform.TryRead(input, _expected, out var openExpected)) throw new InvalidOperationException("JSON for one reader only.");
        if (isRead && (open != openExpected || !_found.SequenceEqual(_expected))) throw new InvalidOperationException("Members at other places.");
        return isRead;
    }
}
