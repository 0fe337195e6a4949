using System.Text.Json;
using Baton.Contracts;

namespace Baton.Tests.Contracts;

public sealed class ContractSchemaTests
{
    [Fact]
    public void A_record_becomes_a_strict_schema()
    {
        const string expected = """
            {
              "description": "A request to the desk.",
              "type": "object",
              "properties": {
                "user_id": { "description": "Who asks.", "type": "string" },
                "subject": { "type": "string", "maxLength": 10 },
                "urgency": { "type": "string", "enum": ["low", "very_high"] },
                "stars": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 5 },
                "amount": { "type": ["number", "null"] },
                "origin": {
                  "type": ["object", "null"],
                  "properties": {
                    "channel": { "type": "string" },
                    "reference": { "type": ["string", "null"], "format": "uuid" }
                  },
                  "required": ["channel"],
                  "additionalProperties": false
                },
                "tags": { "type": "array", "items": { "type": "string" } },
                "language": { "type": "string", "default": "en" },
                "due": { "type": ["string", "null"], "format": "date-time" },
                "messages": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "type": { "type": "string" },
                      "content": { "type": "string" },
                      "id": { "type": ["string", "null"] },
                      "name": { "type": ["string", "null"] },
                      "tool_calls": {
                        "type": ["array", "null"],
                        "items": {
                          "type": "object",
                          "properties": { "id": { "type": "string" }, "name": { "type": "string" }, "args": true },
                          "required": ["id", "name", "args"],
                          "additionalProperties": false
                        }
                      },
                      "tool_call_id": { "type": ["string", "null"] }
                    },
                    "required": ["type", "content"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["user_id", "subject", "urgency", "stars", "tags"],
              "additionalProperties": false
            }
            """;
        AssertSame(expected, Contract.Of(typeof(Ticket)).Schema);
    }

    [Fact]
    public void Required_members_are_required_and_nullable_ones_are_not()
    {
        const string expected = """
            {
              "type": "object",
              "properties": { "needed": { "type": "string" }, "spare": { "type": ["string", "null"] } },
              "required": ["needed"],
              "additionalProperties": false
            }
            """;
        AssertSame(expected, Contract.Of(typeof(Bare)).Schema);
    }

    [Fact]
    public void A_type_that_contains_itself_is_checked_at_every_depth()
    {
        var contract = Contract.Of(typeof(Tree));
        var value = Json.Of("""{"name":"a","children":[{"name":"b","children":[{"name":1,"children":[]}]}],"friend":{"name":"c"}}""");

        var faults = contract.Check(value);

        Assert.Equal(["/children/0/children/0/name", "/friend/children"], faults.Select(fault => fault.Where));
    }

    private static void AssertSame(string expected, JsonElement actual)
    {
        if (!JsonElement.DeepEquals(Json.Of(expected), actual)) Assert.Equal(expected, actual.GetRawText());
    }
}
