using System.Text.Json;
using System.Text.Json.Serialization;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>Types as JSON (Iceberg specification, appendix C).</summary>
/// <remarks>
/// "string"
/// {"type":"struct","fields":[{"id":9,"name":"speed","required":false,"type":"double"}]}
/// {"type":"list","element-id":11,"element-required":false,"element":"long"}
/// </remarks>
internal sealed class FieldTypeJson : JsonConverter<FieldType>
{
    public override FieldType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return FieldType.Of(reader.GetString()!);
        using var document = JsonDocument.ParseValue(ref reader);
        var type = document.RootElement;
        return type.GetProperty("type").GetString() switch
        {
            "struct" => new FieldType.Struct(type.GetProperty("fields").Deserialize<IReadOnlyList<SchemaField>>(options)!),
            "list" => new FieldType.List(type.GetProperty("element-id").GetInt32(), type.GetProperty("element-required").GetBoolean(), type.GetProperty("element").Deserialize<FieldType>(options)!),
            var unknown => throw new JsonException($"The type '{unknown}' is not known here."),
        };
    }

    public override void Write(Utf8JsonWriter writer, FieldType value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case FieldType.Primitive primitive:
                writer.WriteStringValue(primitive.Name);
                break;
            case FieldType.Struct structure:
                writer.WriteStartObject();
                writer.WriteString("type", "struct");
                writer.WritePropertyName("fields");
                JsonSerializer.Serialize(writer, structure.Fields, options);
                writer.WriteEndObject();
                break;
            case FieldType.List list:
                writer.WriteStartObject();
                writer.WriteString("type", "list");
                writer.WriteNumber("element-id", list.ElementId);
                writer.WriteBoolean("element-required", list.ElementRequired);
                writer.WritePropertyName("element");
                JsonSerializer.Serialize(writer, list.Element, options);
                writer.WriteEndObject();
                break;
        }
    }
}
