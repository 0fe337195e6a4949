using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;
using Baton.Errors;

namespace Baton.Tests.Contracts;

public sealed class ContractShapeTests
{
    private const string Good = """
        {"by_name":{"Any Key":"low"},"origins":[{"channel":"web"}],"maybe":null,"folders":[{"name":"a","inside":[{"name":"b","inside":[]}]}],
         "payment":{"$type":"card","number":"4111"},"raw":[1,{"x":null}],"odd name":"00:00:05","huge":18446744073709551615}
        """;

    private static readonly Contract Contract = Contract.Of(typeof(Shapes));

    [Fact]
    public void Dictionaries_arrays_enums_logs_and_derived_types_make_the_round_trip()
    {
        var shapes = (Shapes)Contract.Read(Json.Of(Good));

        Assert.Equal(Urgency.Low, shapes.ByName["Any Key"]);
        Assert.Equal("b", shapes.Folders[0].Inside[0].Name);
        Assert.Equal(new Card("4111"), shapes.Payment);
        Assert.Equal(ulong.MaxValue, shapes.Huge);
        Assert.Empty(Contract.Check(Contract.Write(shapes)));
    }

    [Theory]
    [InlineData("by_name", """{"a":"none"}""", "/by_name/a")]
    [InlineData("origins", """[{"channel":"web","x":1}]""", "/origins/0/x")]
    [InlineData("maybe", "\"none\"", "/maybe")]
    [InlineData("folders", """[{"name":1,"inside":[]}]""", "/folders/0/name")]
    [InlineData("folders", """[{"name":"a","inside":[{"name":"b","inside":[{"name":1,"inside":[]}]}]}]""", "/folders/0/inside/0/inside/0/name")]
    [InlineData("payment", """{"$type":"cash"}""", "/payment")]
    [InlineData("payment", """{"number":"4111"}""", "/payment/$type")]
    [InlineData("odd name", "\"five seconds\"", "/odd name")]
    [InlineData("huge", "-1", "/huge")]
    [InlineData("hidden", "\"\"", "/hidden")]
    public void A_wrong_value_is_found_where_it_is(string member, string value, string place)
    {
        var input = JsonNode.Parse(Good)!.AsObject();
        input[member] = JsonNode.Parse(value);

        var faults = Contract.Check(JsonSerializer.SerializeToElement(input));

        Assert.Contains(place, faults.Select(fault => fault.Where));
    }

    [Theory]
    [InlineData("""{"needed":"\ud800"}""")]
    [InlineData("""{"needed":"a","\ud800":1}""")]
    public void Half_a_character_is_refused_and_not_a_crash(string json)
    {
        Assert.Throws<ValidationException>(() => Contract.Of(typeof(Bare)).Read(Json.Of(json)));
        Assert.NotEmpty(JsonSchemaValidator.Validate(Json.Of("""{"maxProperties":0,"additionalProperties":{"minLength":1,"type":"string"}}"""), Json.Of("""{"a":"\ud800"}""")));
    }

    [Fact]
    public void Whatever_passes_the_check_can_be_read_and_whatever_does_not_is_refused_with_its_faults()
    {
        var random = new Random(20_261_121);
        var seeds = new[] { (Contract, Good), (Contract.Of(typeof(Ticket)), ContractTests.Good), (Contract.Of(typeof(Tree)), """{"name":"a","children":[{"name":"b","children":[]}],"friend":null}""") };
        var passed = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var (contract, json) = seeds[round % seeds.Length];
            var value = Mutate(JsonNode.Parse(json)!, random);
            var element = JsonSerializer.SerializeToElement(value);
            var faults = contract.Check(element);
            if (faults.Count == 0)
            {
                passed++;
                Assert.Null(Record.Exception(() => contract.Read(element)) is { } thrown ? $"{element}: {thrown.Message}" : null);
            }
            else
            {
                Assert.Equal(faults, Assert.Throws<ValidationException>(() => contract.Read(element)).Faults);
            }
        }

        Assert.InRange(passed, 100, 2_900);
    }

    private static JsonNode? Mutate(JsonNode value, Random random)
    {
        if (value is JsonObject members && members.Count > 0 && random.Next(10) < 9)
        {
            var name = members.ElementAt(random.Next(members.Count)).Key;
            var child = members[name];
            switch (random.Next(4))
            {
                case 0: members.Remove(name); break;
                case 1: members["extra"] = 1; break;
                default: members[name] = child is null ? Any(random) : Mutate(child.DeepClone(), random); break;
            }

            return members;
        }

        if (value is JsonArray items && items.Count > 0 && random.Next(10) < 9)
        {
            var index = random.Next(items.Count);
            if (items[index] is { } item) items[index] = Mutate(item.DeepClone(), random);
            return items;
        }

        return Any(random);
    }

    private static JsonNode? Any(Random random) => random.Next(14) switch
    {
        0 => null,
        1 => true,
        2 => random.Next(-3, 9),
        3 => 3_000_000_000L,
        4 => 2.5,
        5 => "",
        6 => "low",
        7 => "2026-01-31T12:00:00Z",
        8 => "6f1c2a34-9c1b-4b1c-8f2a-0a1b2c3d4e5f",
        9 => new JsonArray(),
        10 => new JsonObject(),
        11 => new JsonArray("a"),
        12 => new JsonObject { ["$type"] = "invoice", ["days"] = 3 },
        _ => "text",
    };
}
