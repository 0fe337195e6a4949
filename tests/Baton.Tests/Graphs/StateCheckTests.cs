using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Graphs;

public sealed class StateCheckTests
{
    private enum Kind
    {
        One,
    }

    private readonly record struct Point(string X, double? Y);

    private sealed record Person(string Name, Person? Manager);

    private sealed record Fine(
        string Text, int Number, decimal? Money, Kind Kind, Kind? Other, DateTime At, DateTimeOffset? Due, TimeSpan Span, Guid Id, Uri Link, JsonElement Any, JsonElement? Maybe)
    {
        public Point Point { get; init; }

        public Person? Person { get; init; }

        public IReadOnlyList<Person> People { get; init; } = [];

        public IReadOnlyDictionary<string, IReadOnlyList<Point>> ByName { get; init; } = ImmutableDictionary<string, IReadOnlyList<Point>>.Empty;

        public ImmutableArray<int> Numbers { get; init; } = [];

        public ImmutableDictionary<string, decimal> Prices { get; init; } = ImmutableDictionary<string, decimal>.Empty;

        public Log<Message> Messages { get; init; } = Log<Message>.Empty;

        // Computed, so nothing is kept:
        public IEnumerable<Person> Managers => People.Where(person => person.Manager is null);

        public List<int> Copy => [.. Numbers];
    }

    private sealed record Loose
    {
        public string Open { get; set; } = "";
    }

    private abstract record Shape;

    [JsonDerivedType(typeof(Circle))]
    private abstract record Drawn : Shape;

    private sealed record Circle(int[] Points) : Drawn;

    private sealed record Bad(List<string> Items, int[] Array, Dictionary<string, int> Map, HashSet<int> Set, object Anything, JsonObject Node)
    {
        public IEnumerable<int> Lazy { get; init; } = [];

        public IList<int> Listed { get; init; } = [];

        public (int A, int B) Pair { get; init; }

        public Action? Code { get; init; }

        public IReadOnlyList<Loose> Nested { get; init; } = [];

        public Log<ImmutableList<int[]>> Deep { get; init; } = Log<ImmutableList<int[]>>.Empty;

        public Drawn? Shape { get; init; }

        public int Count { get; set; }
    }

    private sealed class WithField
    {
        public readonly int Number = 1;
    }

    [Fact]
    public void Immutable_members_of_every_allowed_type_pass()
    {
        Assert.Empty(StateCheck.Check(typeof(Fine), "g/state"));
    }

    [Fact]
    public void Everything_that_can_be_changed_in_place_is_found_at_any_depth()
    {
        var faults = StateCheck.Check(typeof(Bad), "g/state");

        Assert.All(faults, fault => Assert.Equal(ErrorCodes.StateMutable, fault.Code));
        Assert.Equal(
            [
                "Anything", "Array", "Code", "Count", "Deep", "Items", "Lazy", "Listed", "Map", "Nested.Open", "Node", "Pair", "Set", "Shape.Points",
            ],
            faults.Select(fault => fault.Where["g/state.".Length..]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Items", "List<String> can be changed in place; use IReadOnlyList<String>, or Log<String> where it only grows.")]
    [InlineData("Array", "Int32[] can be changed in place; use IReadOnlyList<Int32>, or Log<Int32> where it only grows.")]
    [InlineData("Map", "Dictionary<String, Int32> can be changed in place; use IReadOnlyDictionary<String, Int32> or ImmutableDictionary<String, Int32>.")]
    [InlineData("Set", "HashSet<Int32> can be changed in place; use IReadOnlySet<Int32> or ImmutableHashSet<Int32>.")]
    [InlineData("Anything", "Object can be anything; use a type that says what it is, or JsonElement.")]
    [InlineData("Node", "JsonObject can be changed in place; use JsonElement.")]
    [InlineData("Count", "The property can be set after construction; make it init-only ({ get; init; }).")]
    public void Each_fault_names_its_cure(string member, string message)
    {
        var fault = Assert.Single(StateCheck.Check(typeof(Bad), "s"), fault => fault.Where == $"s.{member}");

        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void A_public_field_is_a_fault_since_JSON_leaves_it_out()
    {
        Assert.Equal("s.Number", Assert.Single(StateCheck.Check(typeof(WithField), "s")).Where);
    }

    [Fact]
    public void A_graph_with_such_a_state_cannot_be_built()
    {
        var thrown = Assert.Throws<ValidationException>(() => Graph.Define<Ask, Loose, Reply>("g", 1)
            .Start(_ => new Loose()).Function("a", state => state).Return(state => new Reply(state.Open)));

        Assert.Equal("g/state.Open", Assert.Single(thrown.Faults).Where);
    }
}
