using KinesisPlatform.Access.Scram;

namespace KinesisPlatform.Access.Keys;

/// <summary>
/// <c>create-key --id bi [--stream 'web-*']... [--engine trino]...</c>: makes a key and prints its token, once, and what configures it. A service that takes keys begins its <c>Program.cs</c> with
/// <c>if (CreateKeyCommand.Handles(args)) return CreateKeyCommand.Run(args, Console.Out, Console.Error);</c>.
/// </summary>
public static class CreateKeyCommand
{
    private const string Name = "create-key";

    public static bool Handles(IReadOnlyList<string> arguments) => arguments is [Name, ..];

    /// <returns>The process' exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        string? id = null;
        var (streams, engines) = (new List<string>(), new List<string>());
        for (var i = 1; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--id" when AccessToken.IsKeyId(value): id = value; break;
                case "--stream" when StreamPattern.IsValid(value): streams.Add(value!); break;
                case "--engine" when value is "trino" or "drill": engines.Add(value); break;
                default: return Fail(error);
            }
        }
        if (id is null) return Fail(error);
        if (streams.Count == 0) streams.Add("*");

        var token = AccessToken.Create(id);
        output.WriteLine($$"""
            Token, shown this once:

              {{token.Text}}

            HTTP: Authorization: Bearer <token>. PostgreSQL: user {{id}}, password <token>.
            A service keeps the verifier only. Add it to the configuration of each service that is to take the key, and restart it:

              "Access": { "Keys": [ { "Id": "{{id}}", "Verifier": "{{ScramVerifier.Create(token.Text)}}", "Streams": [{{List(streams)}}]{{(engines.Count > 0 ? $", \"Engines\": [{List(engines)}]" : "")}} } ] }
            """);
        return 0;
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));

    private static int Fail(TextWriter error)
    {
        error.WriteLine($"Usage: {Name} --id <id> [--stream <name or pattern>]... [--engine trino|drill]...   An id is 1-63 of a-z, 0-9 and '-'; a pattern is a stream's name with '*' for any characters.");
        return 1;
    }
}
