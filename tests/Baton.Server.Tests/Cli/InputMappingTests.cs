using System.Text.Json;
using Baton.Cli.Batch;
using Baton.Errors;

namespace Baton.Server.Tests.Cli;

public sealed class InputMappingTests
{
    private static readonly InputFields _fields = InputFields.Of(JsonElement.Parse(
        """
        {"type":"object","required":["user_id","message"],"properties":{
          "user_id":{"type":"string"},"message":{"type":"string"},"tries":{"type":["integer","null"]},"vip":{"type":"boolean"}}}
        """));

    private static readonly Dictionary<string, string> _row = new() { ["instruction"] = "help", ["tries"] = "3", ["intent"] = "x" };

    [Fact]
    public void A_row_gives_mapped_columns_constants_and_columns_of_the_same_name()
    {
        var input = InputMapping.Parse(["message=instruction"], ["user_id=batch", "vip=true"]).FromRow(_row, _fields);

        Assert.Equal("""{"user_id":"batch","message":"help","tries":3,"vip":true}""", input.ToJsonString());
    }

    [Fact]
    public void Required_fields_without_a_source_are_all_named_with_the_cure()
    {
        var error = Assert.Throws<BatonException>(() => InputMapping.Parse([], []).FromRow(_row, _fields));

        Assert.Contains("--map user_id=<column>", error.Message);
        Assert.Contains("--set message=<value>", error.Message);
        Assert.Contains("instruction", error.Message);
    }

    [Theory]
    [InlineData("message=nowhere", "vip=true", "nowhere")]
    [InlineData("message=instruction", "vip=perhaps", "boolean")]
    [InlineData("message", "vip=true", "field=value")]
    [InlineData("message=instruction", "user_id=twice", "each field once")]
    public void What_cannot_be_mapped_is_named(string map, string set, string named)
    {
        var error = Assert.Throws<BatonException>(() => InputMapping.Parse([map], [set, "user_id=u"]).FromRow(_row, _fields));

        Assert.Contains(named, error.Message);
    }

    [Fact]
    public void A_json_object_keeps_its_members_and_gets_renames_and_constants()
    {
        var given = JsonTexts.Object("""{"text":"hi","vip":false}""", "test");

        var input = InputMapping.Parse(["message=text"], ["user_id=u", "vip=true"]).FromJson(given, _fields);

        Assert.Equal("""{"vip":false,"message":"hi","user_id":"u"}""", input.ToJsonString());
    }
}
