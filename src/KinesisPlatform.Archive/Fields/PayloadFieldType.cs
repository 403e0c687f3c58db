namespace KinesisPlatform.Archive.Fields;

/// <summary>What a typed field holds. Each type also holds the values of the ones before it that it can show without loss; TEXT shows everything.</summary>
public enum PayloadFieldType
{
    Boolean,

    /// <summary>Integers of 64 bits, written without a fraction or an exponent.</summary>
    Whole,

    /// <summary>Finite numbers; integers beyond 2^53 lose digits here, as they do in most readers of JSON.</summary>
    Number,

    /// <summary>A string as it is, anything else as its JSON text in the payload.</summary>
    Text,

    Struct,
}
