using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using Baton.Graphs;

namespace Baton.Tests.Graphs;

public sealed class FingerprintTests
{
    // The canonical JSON of One<Ask>(), by hand:
    private const string Canonical = """
        {"edges":[{"from":"__start__","label":null,"to":"one"},{"from":"one","label":null,"to":"__end__"}],
        "input":{"additionalProperties":false,"properties":{"text":{"type":"string"}},"required":["text"],"type":"object"},
        "nodes":[{"details":null,"kind":"function","name":"one"}],
        "output":{"additionalProperties":false,"properties":{"answer":{"type":"string"}},"required":["answer"],"type":"object"}}
        """;

    private sealed record Described([property: Description("What is asked.")] string Text);

    private sealed record Widened(string Text, string? Language);

    [Fact]
    public void It_is_the_start_of_the_hash_over_canonical_JSON()
    {
        var bytes = Encoding.UTF8.GetBytes(Canonical.Replace("\n", "", StringComparison.Ordinal));

        Assert.Equal("4c4a2dfb904ccbb6", One<Ask>().Describe().Fingerprint);
        Assert.Equal("4c4a2dfb904ccbb6", Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    [Fact]
    public void It_stays_the_same_for_the_same_definition_another_number_and_other_descriptions()
    {
        var fingerprint = One<Ask>().Describe().Fingerprint;

        Assert.Equal(fingerprint, One<Ask>().Describe().Fingerprint);
        Assert.Equal(fingerprint, One<Ask>(version: 2).Describe().Fingerprint);
        Assert.Equal(fingerprint, One<Described>().Describe().Fingerprint);
    }

    [Fact]
    public void Tuning_that_changes_no_structure_keeps_it()
    {
        Assert.Equal(SampleGraphs.Full().Describe().Fingerprint, SampleGraphs.Full(concurrency: 2).Describe().Fingerprint);
    }

    [Fact]
    public void Nodes_edges_and_contracts_change_it()
    {
        string[] all =
        [
            One<Ask>().Describe().Fingerprint,
            One<Ask>(name: "two").Describe().Fingerprint,
            One<Widened>().Describe().Fingerprint,
            SampleGraphs.Full().Describe().Fingerprint,
            SampleGraphs.Full("rest").Describe().Fingerprint,
        ];

        Assert.Distinct(all);
    }

    private static GraphDefinition One<TInput>(int version = 1, string name = "one")
        where TInput : class => Graph
        .Define<TInput, Desk, Reply>("one", version)
        .Start(_ => new Desk("", "", 0))
        .Function(name, state => state)
        .Return(state => new Reply(state.Answer));
}
