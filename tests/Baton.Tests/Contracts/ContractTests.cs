using System.Text;
using System.Text.Json;
using Baton.Contracts;
using Baton.Errors;

namespace Baton.Tests.Contracts;

public sealed class ContractTests
{
    internal const string Good = """{"user_id":"u1","subject":"Help","urgency":"very_high","stars":3,"tags":["a"]}""";

    private static readonly Contract Tickets = Contract.Of(typeof(Ticket));

    [Fact]
    public void A_fitting_input_is_read_with_its_defaults()
    {
        var ticket = (Ticket)Tickets.Read(Json.Of(Good));

        Assert.Equal("u1", ticket.UserId);
        Assert.Equal(Urgency.VeryHigh, ticket.Urgency);
        Assert.Equal(["a"], ticket.Tags);
        Assert.Equal("en", ticket.Language);
        Assert.Null(ticket.Origin);
        Assert.Empty(ticket.Messages);
    }

    [Fact]
    public void Every_fault_of_an_input_is_listed_at_once_with_its_place()
    {
        var input = Json.Of(
            """
            {"subject":"Far too long a subject","urgency":"huge","stars":9,"amount":"12","tags":["a",2],"sibling":1,
             "origin":{"channel":null,"reference":"no","a/b":true},"due":"tomorrow","language":null,"stars":1}
            """);

        var thrown = Assert.Throws<ValidationException>(() => Tickets.Read(input));

        Assert.Equal(ErrorCodes.InputInvalid, thrown.Code);
        Assert.Equal(
            [
                "/amount", "/due", "/language", "/origin/a~1b", "/origin/channel", "/origin/reference", "/sibling", "/stars", "/stars",
                "/subject", "/tags/1", "/urgency", "/user_id",
            ],
            thrown.Faults.Select(fault => fault.Where).Order(StringComparer.Ordinal));
        Assert.All(thrown.Faults, fault => Assert.Equal(ErrorCodes.InputInvalid, fault.Code));
        Assert.Contains("one of low, very_high", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("/sibling: There is no such field; known are user_id,", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_do_not_repeat_what_the_customer_sent()
    {
        var thrown = Assert.Throws<ValidationException>(() => Tickets.Read(Json.Of(Good.Replace("very_high", "my secret", StringComparison.Ordinal))));

        Assert.DoesNotContain("my secret", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("[]", "an array")]
    [InlineData("\"text\"", "a string")]
    public void An_input_that_is_no_object_is_one_fault(string json, string given)
    {
        var fault = Assert.Single(Tickets.Check(Json.Of(json)));

        Assert.Equal("", fault.Where);
        Assert.Equal($"An object is expected; {given} was given.", fault.Message);
    }

    [Fact]
    public void A_value_that_is_wrong_all_over_gives_a_bounded_list()
    {
        var input = new StringBuilder("{");
        for (var index = 0; index < 5_000; index++) input.Append($"\"x{index}\":0,");
        input.Append("\"last\":0}");

        Assert.Equal(101, Tickets.Check(Json.Of(input.ToString())).Count);
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.0")]
    [InlineData("1.9")]
    public void An_input_may_say_its_version(string version)
    {
        Assert.Empty(Tickets.Check(WithVersion($"\"{version}\"")));
    }

    [Fact]
    public void Another_major_version_is_refused_as_the_only_fault()
    {
        var input = Json.Of("""{"contract_version":"2.0","whatever":1}""");

        var thrown = Assert.Throws<ValidationException>(() => Tickets.Read(input));

        Assert.Equal(ErrorCodes.ContractMajor, thrown.Code);
        Assert.Equal("/contract_version", Assert.Single(thrown.Faults).Where);
        Assert.Equal(ErrorCodes.ContractMajor, Assert.Throws<ValidationException>(() => Tickets.ReadTolerant(input)).Code);
    }

    [Theory]
    [InlineData("\"one\"")]
    [InlineData("1.2")]
    [InlineData("\"1\"")]
    public void A_version_of_the_wrong_form_is_a_fault(string version)
    {
        var fault = Assert.Single(Tickets.Check(WithVersion(version)));

        Assert.Equal((ErrorCodes.InputInvalid, "/contract_version"), (fault.Code, fault.Where));
    }

    [Fact]
    public void Only_the_root_may_say_a_version()
    {
        var input = Json.Of("""{"name":"a","contract_version":"1.0","children":[{"name":"b","children":[],"contract_version":"1.0"}]}""");

        Assert.Equal("/children/0/contract_version", Assert.Single(Contract.Of(typeof(Tree)).Check(input)).Where);
    }

    [Fact]
    public void A_newer_minor_input_with_an_unknown_field_is_refused_and_such_an_output_is_read()
    {
        var payload = Json.Of(Good[..^1] + ""","contract_version":"1.7","mood":"fine"}""");

        Assert.Equal("/mood", Assert.Single(Tickets.Check(payload)).Where);
        Assert.Equal("u1", ((Ticket)Tickets.ReadTolerant(payload)).UserId);
    }

    [Fact]
    public void An_output_from_an_older_minor_takes_the_defaults()
    {
        var ticket = (Ticket)Tickets.ReadTolerant(Json.Of(Good[..^1] + ""","contract_version":"1.0"}"""));

        Assert.Equal("en", ticket.Language);
        Assert.Null(ticket.Due);
    }

    [Fact]
    public void An_output_without_a_member_that_has_no_default_is_refused()
    {
        var thrown = Assert.Throws<ValidationException>(() => Tickets.ReadTolerant(Json.Of("""{"user_id":"u1"}""")));

        Assert.Equal(["/subject", "/urgency", "/stars", "/tags"], thrown.Faults.Select(fault => fault.Where));
    }

    [Fact]
    public void What_is_written_carries_its_version_and_is_read_again()
    {
        var ticket = (Ticket)Tickets.Read(Json.Of(Good));

        var written = Tickets.Write(ticket);

        Assert.Equal("1.2", written.GetProperty("contract_version").GetString());
        Assert.Equal("contract_version", written.EnumerateObject().Last().Name);
        var again = (Ticket)Tickets.Read(written);
        Assert.Equal(JsonSerializer.Serialize(ticket, BatonJson.Options), JsonSerializer.Serialize(again, BatonJson.Options));
    }

    [Fact]
    public void A_record_without_members_is_written_with_its_version_alone()
    {
        Assert.Equal("""{"contract_version":"1.0"}""", Contract.Of(typeof(Empty)).Write(new Empty()).GetRawText());
    }

    [Fact]
    public void A_plain_value_has_no_place_for_a_version()
    {
        var contract = Contract.Of(typeof(string));

        Assert.Equal("\"done\"", contract.Write("done").GetRawText());
        Assert.Equal("done", contract.ReadTolerant(Json.Of("\"done\"")));
        Assert.Single(contract.Check(Json.Of("1")));
    }

    [Fact]
    public void A_number_that_its_type_cannot_hold_is_a_fault_and_not_a_crash()
    {
        var big = Json.Of(Good.Replace("\"stars\":3", "\"stars\":30000000000", StringComparison.Ordinal));
        var pointed = Json.Of(Good.Replace("\"stars\":3", "\"stars\":3.0", StringComparison.Ordinal));
        var huge = Json.Of(Good[..^1] + ""","amount":1e400}""");

        Assert.All(Tickets.Check(big), fault => Assert.Equal("/stars", fault.Where));
        Assert.Equal("/stars", Assert.Single(Tickets.Check(pointed)).Where);
        Assert.Throws<ValidationException>(() => Tickets.Read(huge));
    }

    private static JsonElement WithVersion(string version) => Json.Of($"{Good[..^1]},\"contract_version\":{version}}}");
}
