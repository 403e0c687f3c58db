namespace KinesisPlatform.Consumer.Records;

/// <summary>One member of a JSON object's root, as places in its text.</summary>
/// <param name="Start">After the <c>{</c> or <c>,</c> before it, white space included.</param>
/// <param name="End">Where its text ends: at the <c>,</c> or <c>}</c> after it, white space included.</param>
/// <param name="NameIndex">Which of the names looked for it has; -1 for none of them.</param>
internal readonly record struct RootMember(int Start, int ValueStart, int ValueEnd, int End, int NameIndex);
