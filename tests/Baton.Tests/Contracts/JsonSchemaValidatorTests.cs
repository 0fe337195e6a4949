using Baton.Contracts;
using Baton.Errors;

namespace Baton.Tests.Contracts;

public sealed class JsonSchemaValidatorTests
{
    [Theory]
    [InlineData("true", "1", true)]
    [InlineData("false", "1", false)]
    [InlineData("{}", "[1,{}]", true)]
    [InlineData("""{"type":"integer"}""", "3", true)]
    [InlineData("""{"type":"integer"}""", "3.0", true)]
    [InlineData("""{"type":"integer"}""", "3.5", false)]
    [InlineData("""{"type":"number"}""", "3.5", true)]
    [InlineData("""{"type":["string","null"]}""", "null", true)]
    [InlineData("""{"type":["string","null"]}""", "1", false)]
    [InlineData("""{"type":"boolean"}""", "true", true)]
    [InlineData("""{"type":"boolean"}""", "\"true\"", false)]
    [InlineData("""{"enum":["a",1,null,{"b":2}]}""", """{"b":2.0}""", true)]
    [InlineData("""{"enum":["a",1]}""", "\"b\"", false)]
    [InlineData("""{"enum":["a","b"]}""", "\"b\"", true)]
    [InlineData("""{"enum":["a","b"]}""", "1", false)]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1]}""", true)]
    [InlineData("""{"const":"x"}""", "\"y\"", false)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":"x","b":1}""", true)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "7", true)]
    [InlineData("""{"required":["a"]}""", "{}", false)]
    [InlineData("""{"required":["a"],"additionalProperties":false}""", """{"a":1}""", false)]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"a":1,"b":2}""", true)]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"a":"1"}""", false)]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"a":1,"a":2}""", false)]
    [InlineData("""{"items":{"type":"integer"},"minItems":1,"maxItems":2}""", "[1,2]", true)]
    [InlineData("""{"minItems":1}""", "[]", false)]
    [InlineData("""{"maxItems":1}""", "[1,2]", false)]
    [InlineData("""{"items":{"type":"integer"}}""", "[1,\"2\"]", false)]
    [InlineData("""{"minimum":1,"maximum":5}""", "5", true)]
    [InlineData("""{"minimum":1}""", "0.99", false)]
    [InlineData("""{"maximum":5}""", "5.01", false)]
    [InlineData("""{"exclusiveMinimum":1}""", "1", false)]
    [InlineData("""{"exclusiveMaximum":5}""", "5", false)]
    [InlineData("""{"maximum":5}""", "\"a long text\"", true)]
    [InlineData("""{"minLength":2,"maxLength":3}""", "\"abc\"", true)]
    [InlineData("""{"maxLength":1}""", "\"😀\"", true)]
    [InlineData("""{"minLength":2}""", "\"😀\"", false)]
    [InlineData("""{"pattern":"b+"}""", "\"abbc\"", true)]
    [InlineData("""{"pattern":"^b+$"}""", "\"abbc\"", false)]
    [InlineData("""{"pattern":"^(a+)+$"}""", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"", false)]
    [InlineData("""{"format":"uuid"}""", "\"6f1c2a34-9c1b-4b1c-8f2a-0a1b2c3d4e5f\"", true)]
    [InlineData("""{"format":"uuid"}""", "\"6f1c\"", false)]
    [InlineData("""{"format":"date"}""", "\"2026-02-28\"", true)]
    [InlineData("""{"format":"date"}""", "\"2026-02-30\"", false)]
    [InlineData("""{"format":"email"}""", "\"nobody\"", true)]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":5}]}""", "3", true)]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":5}]}""", "6", false)]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":5}]}""", "6", true)]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":5}]}""", "4", false)]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":5}]}""", "3", true)]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":5}]}""", "6", false)]
    [InlineData("""{"$defs":{"n~/x":{"type":"integer"}},"properties":{"a":{"$ref":"#/$defs/n~0~1x"}}}""", """{"a":1}""", true)]
    [InlineData("""{"$defs":{"n":{"type":"integer"}},"properties":{"a":{"$ref":"#/$defs/n"}}}""", """{"a":"1"}""", false)]
    [InlineData("""{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}""", """{"next":{"next":{"other":1}}}""", false)]
    [InlineData("""{"properties":{"a":{"anyOf":[{"type":"null"},{"$ref":"#/properties/b"}]},"b":{"type":"string"}}}""", """{"a":"x"}""", true)]
    [InlineData("""{"$comment":"ignored","uniqueItems":true,"title":"t"}""", "[1,1]", true)]
    public void A_value_fits_or_not(string schema, string value, bool fits)
    {
        Assert.Equal(fits, JsonSchemaValidator.Validate(Json.Of(schema), Json.Of(value)).Count == 0);
    }

    [Fact]
    public void Faults_have_their_place_as_a_JSON_pointer()
    {
        var schema = Json.Of(
            """{"properties":{"a/b":{"items":{"properties":{"x~y":{"type":"string"}},"required":["z"]}}},"additionalProperties":{"type":"null"}}""");

        var faults = JsonSchemaValidator.Validate(schema, Json.Of("""{"a/b":[{"x~y":"","z":0},{"x~y":1}],"more":[]}"""));

        Assert.Equal(["/a~1b/1/x~0y", "/a~1b/1/z", "/more"], faults.Select(fault => fault.Where));
        Assert.Equal("A string is expected; a number was given.", faults[0].Message);
    }

    [Fact]
    public void Without_a_fitting_alternative_the_closest_one_is_quoted()
    {
        var schema = Json.Of("""{"anyOf":[{"type":"object","required":["a","b"]},{"type":"object","required":["c"]}]}""");

        var fault = Assert.Single(JsonSchemaValidator.Validate(schema, Json.Of("{}")));

        Assert.Equal("Fits none of 2 alternatives; the closest says /c: The field is missing; it is required.", fault.Message);
    }

    [Fact]
    public void A_compiled_schema_checks_many_values_with_the_callers_code()
    {
        var validator = JsonSchemaValidator.Compile(Json.Of("""{"type":"string"}"""));

        Assert.Empty(validator.Check(Json.Of("\"a\"")));
        Assert.Equal(ErrorCodes.AnswerInvalid, Assert.Single(validator.Check(Json.Of("1"), ErrorCodes.AnswerInvalid)).Code);
    }

    [Fact]
    public void A_schema_that_refers_to_itself_without_end_is_a_fault_and_not_a_crash()
    {
        Assert.Contains("without end", Assert.Single(JsonSchemaValidator.Validate(Json.Of("""{"$ref":"#"}"""), Json.Of("1"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"type":5}""")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""{"items":3}""")]
    [InlineData("""{"minLength":-1}""")]
    [InlineData("""{"minimum":"1"}""")]
    [InlineData("""{"pattern":"("}""")]
    [InlineData("""{"$ref":"#/$defs/none"}""")]
    [InlineData("""{"$ref":"https://example.org/schema"}""")]
    [InlineData("""{"anyOf":{}}""")]
    public void What_is_no_schema_is_refused_when_it_is_compiled(string schema)
    {
        Assert.Throws<FormatException>(() => JsonSchemaValidator.Compile(Json.Of(schema)));
    }
}
