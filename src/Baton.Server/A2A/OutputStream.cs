using System.Text.Json;
using Baton.Agents.Prompts;
using Baton.Engine.A2A;
using Baton.Engine.Stores;

namespace Baton.Server.A2A;

/// <summary>
/// The artifact of a task as it comes about: text of models is shown as it is written, and what the task came to takes its place, or comes to
/// it where it says the same. So whoever follows the rules of appending ends with the artifact that the task has.
/// </summary>
/// <remarks>Belongs to one stream.</remarks>
internal sealed class OutputStream(RunRow run, AgentCatalog? agents)
{
    private string? _message;
    private string _text = "";

    /// <summary>What a frame with a message's text gives; null where it is not for the caller.</summary>
    public StreamEvent? Chunk(ReadOnlyMemory<byte> frame)
    {
        var parts = JsonElement.Parse(frame.Span);
        var message = parts[0];
        if (message.TryGetProperty("name"u8, out var name) && agents?.Find(name.GetString()!)?.Output is not null)
        {
            // What an agent decides in JSON is for its graph.
            return null;
        }

        var (id, text) = (message.GetProperty("id"u8).GetString(), message.GetProperty("content"u8).GetString()!);
        var isMore = id == _message;
        (_message, _text) = (id, isMore ? _text + text : text);
        return Update(new Artifact(OutputMapping.ArtifactId, [Part.OfText(text)]) { Name = run.Graph }, isMore, isLast: false);
    }

    /// <summary>What is left once the artifact is known.</summary>
    public StreamEvent Rest(Artifact artifact)
    {
        var text = artifact.Parts[0].Text;
        if (_text.Length == 0 || text?.StartsWith(_text, StringComparison.Ordinal) is not true) return Update(artifact, append: false, isLast: true);
        List<Part> rest = [.. artifact.Parts.Skip(1)];
        if (text.Length > _text.Length || rest.Count == 0) rest.Insert(0, Part.OfText(text[_text.Length..]));
        return Update(artifact with { Parts = rest }, append: true, isLast: true);
    }

    private StreamEvent Update(Artifact artifact, bool append, bool isLast) =>
        new() { ArtifactUpdate = new ArtifactUpdate(Tasks.IdOf(run), Tasks.ContextOf(run), artifact) { Append = append, LastChunk = isLast } };
}
