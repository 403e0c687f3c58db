using System.Text;
using System.Text.Json.Nodes;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>PostgreSQL's <c>format('%I.%I is %s', a, b, c)</c>, which DuckDB's function of that name is not, as a concatenation.</summary>
internal static class FormatCall
{
    /// <returns>The call itself when it is not one with a constant first argument and only %s, %I, %L and %%.</returns>
    public static JsonObject Apply(JsonObject call)
    {
        if (call["children"] is not JsonArray { Count: > 0 } arguments || SyntaxNodes.Constant(arguments[0]) is not { } format) return call;
        var parts = new JsonArray();
        var text = new StringBuilder();
        var next = 1;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }
            if (++i == format.Length) return call;
            if (format[i] == '%') text.Append('%');
            else if (format[i] is 's' or 'I' or 'L' && next < arguments.Count)
            {
                AddText();
                var argument = arguments[next++]!.DeepClone();
                parts.Add(format[i] switch { 'I' => Quoted("quote_ident", argument), 'L' => Quoted("quote_literal", argument), _ => argument });
            }
            else return call;
        }
        AddText();
        return SyntaxNodes.Call("concat", parts, SyntaxNodes.Text(call, "alias"));

        void AddText()
        {
            if (text.Length == 0 && parts.Count > 0) return;
            var constant = arguments[0]!.DeepClone();
            constant["value"]!["value"] = text.ToString();
            constant["alias"] = "";
            parts.Add(constant);
            text.Clear();
        }
    }

    private static JsonObject Quoted(string function, JsonNode argument) => SyntaxNodes.Call(CatalogDefinitions.FunctionPrefix + function, [argument]);
}
