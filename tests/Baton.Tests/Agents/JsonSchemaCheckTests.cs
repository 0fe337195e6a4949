using System.Text.Json;
using Baton.Agents.Tools;

namespace Baton.Tests.Agents;

public sealed class JsonSchemaCheckTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "3", null)]
    [InlineData("""{"type":"integer"}""", "3.0", null)]
    [InlineData("""{"type":"integer"}""", "3.5", "$ must be integer, not number.")]
    [InlineData("""{"type":["string","null"]}""", "null", null)]
    [InlineData("""{"type":"boolean"}""", "\"true\"", "$ must be boolean, not string.")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", "$ must be one of \"a\", \"b\".")]
    [InlineData("""{"const":1}""", "2", "$ must be 1.")]
    [InlineData("""{"minimum":1,"maximum":5}""", "9", "$ must be at most 5.")]
    [InlineData("""{"minLength":2}""", "\"x\"", "$ must be at least 2 characters.")]
    [InlineData("""{"type":"array","maxItems":1,"items":{"type":"string"}}""", "[\"a\",2]", "$ must be at most 1 items. $[1] must be string, not number.")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "1", "$ fits none of the forms that are allowed there.")]
    [InlineData("""{"oneOf":[{"type":"number"},{"type":"integer"}]}""", "1", "$ must fit exactly one of the forms that are allowed there.")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":5}]}""", "0", "$ must be at least 1.")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"secret":"x"}""", "$.* must be integer, not string.")]
    [InlineData("""{"type":"object","properties":{"a":false}}""", """{"a":1}""", "$.a is not allowed.")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", "{}", "$.a is missing.")]
    [InlineData("""{"type":"object","properties":{"a":{"type":["string","null"]}},"required":["a"]}""", "{}", null)]
    public void A_value_is_checked_against_its_schema(string schema, string value, string? faults) =>
        Assert.Equal(faults ?? "", string.Join(' ', JsonSchemaCheck.Faults(Json(schema), Json(value))));

    [Fact]
    public void Recursive_schemas_are_followed()
    {
        var schema = Json("""{"type":"object","properties":{"next":{"$ref":"#"},"items":{"type":"array","items":{"$ref":"#/properties/next"}}},"required":[]}""");

        Assert.Empty(JsonSchemaCheck.Faults(schema, Json("""{"next":{"next":{}},"items":[{"next":{}}]}""")));
        Assert.Equal(["$.next.next must be object, not number."], JsonSchemaCheck.Faults(schema, Json("""{"next":{"next":1}}""")));
    }

    [Fact]
    public void A_schema_that_refers_to_itself_ends() =>
        Assert.Equal(["$ is nested too deeply."], JsonSchemaCheck.Faults(Json("""{"$ref":"#"}"""), Json("1")));

    [Fact]
    public void Unknown_members_are_faults_only_where_they_are_refused()
    {
        var schema = Json("""{"type":"object","properties":{"a":{"type":"string"}}}""");

        Assert.Empty(JsonSchemaCheck.Faults(schema, Json("""{"b":1}""")));
        Assert.Equal(["$.b is not known."], JsonSchemaCheck.Faults(schema, Json("""{"b":1}"""), refuseUnknown: true));
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
