using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Baton.Contracts;

namespace Baton.Graphs;

/// <summary>
/// The hash that tells two definitions of one version number apart: the first 16 hex digits of SHA-256 over the canonical JSON (members in
/// ordinal order, no white space) of nodes, edges, input and output schema. Texts that only describe do not count.
/// </summary>
internal static class Fingerprint
{
    // Under these keywords the member names are the schema author's, not the schema language's.
    private static readonly HashSet<string> Naming = new(StringComparer.Ordinal) { "properties", "$defs" };

    public static string Of(
        IReadOnlyList<NodeDescription> nodes, IReadOnlyList<EdgeDescription> edges, JsonElement input, JsonElement output)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("edges");
            Write(writer, JsonSerializer.SerializeToElement(edges, BatonJson.Options), isSchema: false);
            writer.WritePropertyName("input");
            Write(writer, input, isSchema: true);
            writer.WritePropertyName("nodes");
            Write(writer, JsonSerializer.SerializeToElement(nodes, BatonJson.Options), isSchema: false);
            writer.WritePropertyName("output");
            Write(writer, output, isSchema: true);
            writer.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, 8));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, bool isSchema)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
            {
                if (isSchema && member.Name == "description") continue;
                writer.WritePropertyName(member.Name);
                if (isSchema && Naming.Contains(member.Name)) WriteNamed(writer, member.Value);
                else Write(writer, member.Value, isSchema);
            }

            writer.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray()) Write(writer, item, isSchema);
            writer.WriteEndArray();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private static void WriteNamed(Utf8JsonWriter writer, JsonElement schemas)
    {
        writer.WriteStartObject();
        foreach (var member in schemas.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value, isSchema: true);
        }

        writer.WriteEndObject();
    }
}
