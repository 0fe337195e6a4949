using Baton.Graphs;

namespace Baton.Server.Tests.Fixtures;

/// <summary>Graphs for tests of the HTTP side.</summary>
internal static class SampleGraphs
{
    public static GraphDefinition Echo() => Graph
        .Define<EchoInput, EchoState, EchoOutput>("echo", version: 1)
        .Start(input => new EchoState(input.Text, ""))
        .Function("reply", state => state with { Reply = state.Text })
        .Return(state => new EchoOutput(state.Reply));
}

public sealed record EchoInput(string Text);

public sealed record EchoState(string Text, string Reply);

public sealed record EchoOutput(string Reply);
