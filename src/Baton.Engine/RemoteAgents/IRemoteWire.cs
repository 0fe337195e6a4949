using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>A binding of the protocol: how requests are written and answers are read.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal interface IRemoteWire
{
    /// <summary>The version, as the header says it.</summary>
    string Version { get; }

    /// <summary>A message; as a stream, or answered at once with its task.</summary>
    HttpRequestMessage Send(AgentMessage message, bool asStream);

    /// <summary>A look at a task.</summary>
    HttpRequestMessage Get(string task);

    /// <summary>A wish that a task ends.</summary>
    HttpRequestMessage Cancel(string task);

    /// <summary>What happens to a task from now on, as a stream.</summary>
    HttpRequestMessage Subscribe(string task);

    /// <summary>The answer to a message, or an event of a stream.</summary>
    /// <exception cref="BatonException">It is an error, or none of these.</exception>
    StreamEvent ReadEvent(JsonElement? body, HttpResponseMessage response);

    /// <summary>The answer to a look.</summary>
    /// <exception cref="BatonException">It is an error, or no task.</exception>
    AgentTask ReadTask(JsonElement? body, HttpResponseMessage response);
}
