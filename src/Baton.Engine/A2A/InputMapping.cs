using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.A2A;

/// <summary>
/// Messages as inputs of graphs: a data part is the graph's input; text is a chat message, where the graph chats; files go into the member of
/// the input that holds files.
/// </summary>
public static class InputMapping
{
    private const string Json = "application/json";

    /// <summary>Media types that a graph takes.</summary>
    public static IReadOnlyList<string> Modes(GraphDefinition graph)
    {
        List<string> modes = graph.CanChat ? ["text/plain", Json] : [Json];
        if (FileMember.Of(graph.InputContract) is not null) modes.Add("*/*");
        return modes;
    }

    /// <summary>The input that a message makes.</summary>
    /// <exception cref="BatonException">It has parts that the graph does not take.</exception>
    public static JsonElement Input(GraphDefinition graph, AgentMessage message)
    {
        var texts = message.Parts.Where(part => part.Text is not null).ToList();
        var data = message.Parts.Where(part => part.Data is not null).ToList();
        var files = message.Parts.Where(part => part.Raw is not null || part.Url is not null).ToList();
        CheckModes(texts, data);
        if (data.Count > 1 || (data.Count == 1 && texts.Count > 0)) throw Invalid("A message has either text or one data part: the data part is the agent's whole input.");
        var input = data.Count == 1 ? Given(data[0].Data!.Value) : Said(graph, texts);
        return files.Count == 0 ? input : WithFiles(graph, input, files);
    }

    private static void CheckModes(IEnumerable<Part> texts, IEnumerable<Part> data)
    {
        foreach (var part in texts)
        {
            if (part.MediaType is { } type && !type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)) throw NotTaken($"Text of media type '{type}' is not taken, only text/plain.");
        }

        foreach (var part in data)
        {
            if (part.MediaType is { } type && !IsJson(type)) throw NotTaken($"Data of media type '{type}' are not taken, only {Json}.");
        }
    }

    private static bool IsJson(string type) =>
        type.StartsWith(Json, StringComparison.OrdinalIgnoreCase) || type.Split(';')[0].EndsWith("+json", StringComparison.OrdinalIgnoreCase);

    private static JsonElement Given(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object ? data : throw Invalid("A data part is the agent's input: a JSON object. The extended agent card has its schema.");

    private static JsonElement Said(GraphDefinition graph, List<Part> texts)
    {
        if (texts.Count == 0) return JsonElement.Parse("{}"u8);
        return graph.InputOf(string.Join('\n', texts.Select(part => part.Text)))
            ?? throw NotTaken("This agent takes no text. Send a data part as its input schema asks; the extended agent card has it.");
    }

    private static JsonElement WithFiles(GraphDefinition graph, JsonElement input, List<Part> parts)
    {
        var member = FileMember.Of(graph.InputContract) ?? throw NotTaken("This agent takes no files.");
        if (!member.IsList && parts.Count > 1) throw Invalid("This agent takes one file.");
        var whole = JsonObject.Create(input)!;
        var files = parts.Select(part => JsonSerializer.SerializeToNode(
            new FileContent { Name = part.Filename, MediaType = part.MediaType, Bytes = part.Raw, Uri = part.Url }, BatonJson.Options));
        whole[member.Name] = member.IsList ? new JsonArray([.. files]) : files.First();
        return JsonElement.Parse(whole.ToJsonString());
    }

    private static BatonException NotTaken(string why) => new(ErrorCodes.ContentNotTaken, why);

    private static ValidationException Invalid(string why) =>
        new(ErrorCodes.RequestInvalid, "The request", [new Fault(ErrorCodes.RequestInvalid, "message.parts", why)]);
}
