namespace Baton.Tests.Graphs;

public sealed class GraphDescriptionTests
{
    [Fact]
    public void Nodes_and_edges_are_listed_with_those_inside_others_under_a_path()
    {
        const string expected = """
            triage: agent {"agent":"triage"}
            by_kind: route
            technical: graph {"graph":"technical_path","graph_version":2}
            technical/classify: function
            technical/respond: agent {"agent":"technical"}
            gather: parallel {"join":"collect_errors"}
            gather/look_up: function
            gather/expert: graph {"graph":"technical_path","graph_version":2}
            gather/expert/classify: function
            gather/expert/respond: agent {"agent":"technical"}
            score: map {"graph":"scorer","each":"child_run","join":"fail_fast"}
            audit: child_run {"graph":"auditor"}
            refund: approval
            payment: wait {"event":"paid"}
            rest: wait
            end: function
            __start__ -> triage
            triage -> by_kind
            by_kind -> technical [technical]
            by_kind -> gather [say "more"]
            by_kind -> end [otherwise]
            technical -> end
            technical/__start__ -> technical/classify
            technical/classify -> technical/respond
            technical/respond -> technical/__end__
            gather -> score
            gather/__start__ -> gather/look_up
            gather/look_up -> gather/__end__
            gather/__start__ -> gather/expert
            gather/expert -> gather/__end__
            gather/expert/__start__ -> gather/expert/classify
            gather/expert/classify -> gather/expert/respond
            gather/expert/respond -> gather/expert/__end__
            score -> audit
            score -> end [on error]
            audit -> refund
            refund -> payment
            payment -> rest
            rest -> end
            end -> __end__
            """;
        Assert.Equal(expected.Split('\n'), SampleGraphs.Lines(SampleGraphs.Full().Describe()));
    }

    [Fact]
    public void The_drawing_shows_every_kind_and_quotes_what_Mermaid_would_misread()
    {
        const string expected = """
            flowchart TD
              n0((start))
              n1["triage (agent: triage)"]
              n2{"by_kind"}
              subgraph n3["technical (graph: technical_path)"]
                n4((start))
                n5["classify"]
                n6["respond (agent: technical)"]
                n7((end))
              end
              subgraph n8["gather (parallel)"]
                n9((start))
                n10["look_up"]
                subgraph n11["expert (graph: technical_path)"]
                  n12((start))
                  n13["classify"]
                  n14["respond (agent: technical)"]
                  n15((end))
                end
                n16((end))
              end
              n17["score (map: scorer)"]
              n18[["audit (child run: auditor)"]]
              n19[/"refund (approval)"/]
              n20(["payment (wait: paid)"])
              n21(["rest (wait)"])
              n22["end"]
              n23((end))
              n0 --> n1
              n1 --> n2
              n2 -->|"technical"| n3
              n2 -->|"say #quot;more#quot;"| n8
              n2 -->|"otherwise"| n22
              n3 --> n22
              n4 --> n5
              n5 --> n6
              n6 --> n7
              n8 --> n17
              n9 --> n10
              n10 --> n16
              n9 --> n11
              n11 --> n16
              n12 --> n13
              n13 --> n14
              n14 --> n15
              n17 --> n18
              n17 -.->|"on error"| n22
              n18 --> n19
              n19 --> n20
              n20 --> n21
              n21 --> n22
              n22 --> n23

            """;
        Assert.Equal(expected, SampleGraphs.Full().Describe().ToMermaid());
    }

    [Fact]
    public void As_JSON_it_has_everything_in_snake_case()
    {
        var json = SampleGraphs.Technical().Describe().ToJson();

        Assert.Equal(
            ["id", "version", "fingerprint", "nodes", "edges", "input_schema", "output_schema", "state_schema"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("""{"name":"respond","kind":"agent","details":{"agent":"technical"}}""", json.GetProperty("nodes")[1].GetRawText());
        Assert.Equal("""{"from":"__start__","to":"classify","label":null}""", json.GetProperty("edges")[0].GetRawText());
        Assert.Equal("object", json.GetProperty("state_schema").GetProperty("type").GetString());
    }

    [Fact]
    public void A_graph_is_described_once()
    {
        var graph = SampleGraphs.Technical();

        Assert.Same(graph.Describe(), graph.Describe());
    }
}
