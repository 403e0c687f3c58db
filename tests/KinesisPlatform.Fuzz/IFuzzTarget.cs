namespace KinesisPlatform.Fuzz;

/// <summary>A parser of what comes from outside.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>Sound inputs, to begin from.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Makes a mutated input sound again where nothing behind its checksum would be reached otherwise.</summary>
    byte[] Repair(byte[] input) => input;

    /// <summary>Parses an input, which it may change, and looks at all that came of it.</summary>
    /// <returns>Whether it was sound.</returns>
    /// <exception cref="PlatformException">Data: it was not, and that is as it should be. Any other exception is a bug.</exception>
    bool Parse(byte[] input);
}
