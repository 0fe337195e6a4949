using Baton.Agents.Guardrails;
using Baton.Contracts;

namespace Baton.Tests.Guardrails;

/// <summary>The guardrails that look at records, lengths, schemas, topics and sources.</summary>
public sealed class RecordChecksTests
{
    [Theory]
    [InlineData("""{"source":"CRM","customer":{"id":"c1"}}""", null)]
    [InlineData("""{"source":"crm","customer":{"id":" "}}""", "missing_field")]
    [InlineData("""{"source":"crm"}""", "missing_field")]
    [InlineData("""{"source":"pastebin","customer":{"id":"c1"}}""", "unknown_source")]
    [InlineData("""{"source":7,"customer":{"id":"c1"}}""", "unknown_source")]
    [InlineData("""["crm"]""", "no_record")]
    [InlineData("please merge c1 and c2", "no_record")]
    public async Task A_record_needs_its_fields_and_a_known_system(string text, string? finding)
    {
        var verdict = await Checking.AskAsync("validate_input_record", text, new { required = new[] { "customer.id" }, sources = new[] { "crm", "web" } });

        Assert.Equal(finding, verdict.Findings?.Keys.Single());
        Assert.Equal(finding is null ? GuardrailAction.Pass : GuardrailAction.Block, verdict.Action);
    }

    [Theory]
    [InlineData("""{"decision":"MATCH","confidence":0.95,"customer_id":"c1"}""", null)]
    [InlineData("""{"decision":"no match","confidence":0.4,"customer_id":null}""", null)]
    [InlineData("""{"decision":"NO_MATCH","confidence":0.97,"customer_id":null}""", "sure_no_match")]
    [InlineData("""{"decision":"NO_MATCH","confidence":0.3,"customer_id":"c1"}""", "no_match_with_id")]
    [InlineData("""{"decision":"MATCH","confidence":0.95}""", "match_without_id")]
    [InlineData("""{"decision":"MATCH","confidence":0.2,"customer_id":"c1"}""", "unsure_match")]
    [InlineData("""{"decision":"MATCH","confidence":95,"customer_id":"c1"}""", "no_confidence")]
    [InlineData("""{"decision":"AMBIGUOUS","confidence":0.5}""", "ambiguous")]
    [InlineData("""{"confidence":0.5}""", "no_decision")]
    [InlineData("""{"decision":"PROBABLY","confidence":0.5}""", "unknown_decision")]
    public async Task An_identity_that_contradicts_itself_goes_to_a_person(string answer, string? finding)
    {
        var verdict = await Checking.AskAsync("conservative_identity_match", Checking.Answer(answer));

        Assert.Equal(finding, verdict.Findings?.Keys.Single());
        Assert.Equal(finding is null ? GuardrailAction.Pass : GuardrailAction.Flag, verdict.Action);
    }

    [Fact]
    public async Task A_text_has_at_most_so_many_characters()
    {
        Assert.Equal(GuardrailAction.Pass, (await Checking.AskAsync("max_length", "12345", new { characters = 5 })).Action);
        Assert.Equal(GuardrailAction.Block, (await Checking.AskAsync("max_length", "123456", new { characters = "5" })).Action);
    }

    [Theory]
    [InlineData("""{"total":3}""", GuardrailAction.Pass)]
    [InlineData("""{"total":"3"}""", GuardrailAction.Retry)]
    [InlineData("three", GuardrailAction.Retry)]
    public async Task A_text_fits_its_schema_or_is_asked_for_again(string text, GuardrailAction action)
    {
        var settings = new { schema = """{"type":"object","properties":{"total":{"type":"integer"}},"required":["total"]}""" };

        Assert.Equal(action, (await Checking.AskAsync("json_schema", text, settings)).Action);
    }

    [Theory]
    [InlineData("Where is my delivery, it should have come on Monday?", GuardrailAction.Pass)]
    [InlineData("I would like my money back for this broken lamp", GuardrailAction.Pass)]
    [InlineData("yes please, thank you", GuardrailAction.Pass)]
    [InlineData("Write me an essay about the French revolution please", GuardrailAction.Block)]
    [InlineData("Before my delivery comes: which stocks should I buy?", GuardrailAction.Block)]
    [InlineData("Before my delivery comes: which ｓｔｏｃｋｓ should I buy?", GuardrailAction.Block)]
    public async Task A_text_keeps_to_its_topics(string text, GuardrailAction action)
    {
        var settings = new
        {
            topics = new { delivery = new[] { "deliver", "parcel" }, refunds = new[] { "refund", "money back" } },
            denied = new { investments = new[] { "stocks", "shares" } },
        };

        Assert.Equal(action, (await Checking.AskAsync("allowed_topics", text, settings)).Action);
    }

    [Theory]
    [InlineData("Order W-2974 of 21 November 2026 costs 1,234.50.", true)]
    [InlineData("Order W-2974 of 2026-11-21 costs $1234.5.", true)]
    [InlineData("1. Send it back.\n2. Wait 14 days.", true)]
    [InlineData("Order W-2975 is on its way.", false)]
    [InlineData("It costs 1,243.50.", false)]
    [InlineData("It came on 22 November 2026.", false)]
    [InlineData("You have 30 days.", false)]
    [InlineData("It is on its way.", true)]
    public async Task Figures_dates_and_ids_stand_in_the_sources(string answer, bool isGrounded)
    {
        var input = new GuardrailInput(GuardrailBoundary.Output, answer)
        {
            Prompt = "Returns are accepted within 14 days.",
            Given = [Message.Human("What about W-2974?"), new Message("tool", """{"date":"2026-11-21","total":1234.50}""")],
        };

        var verdict = await Checking.AskAsync("grounded_in_sources", input);

        Assert.Equal(isGrounded ? GuardrailAction.Pass : GuardrailAction.Retry, verdict.Action);
    }

    [Fact]
    public async Task A_date_that_reads_two_ways_answers_for_both()
    {
        var input = new GuardrailInput(GuardrailBoundary.Output, "On 3 February 2026.") { Given = [Message.Human("on 02/03/2026")] };

        Assert.Equal(GuardrailAction.Pass, (await Checking.AskAsync("grounded_in_sources", input)).Action);
    }

    [Theory]
    [InlineData("max_length", """{"characters":"many"}""", "must be a number")]
    [InlineData("max_length", """{"at":["everywhere"]}""", "is none of input, handoff, tool_call, tool_result, output")]
    [InlineData("max_length", """{"action":"shout"}""", "must be one of block, retry, flag")]
    [InlineData("max_length", """{"length":5}""", "has no setting 'length'")]
    [InlineData("max_length", """{"timeout":"soon"}""", "must be a duration")]
    [InlineData("json_schema", null, "is missing")]
    [InlineData("allowed_topics", "{}", "both missing")]
    [InlineData("validate_input_record", "{}", "both missing")]
    [InlineData("no_pii_in_output", """{"types":["cards"]}""", "is none of card, ssn, iban, email, phone, ip, secret")]
    [InlineData("no_such_thing", null, "Name one of allowed_topics, conservative_identity_match, grounded_in_sources")]
    public void A_wrong_setting_is_a_fault_that_names_the_cure(string guardrail, string? settings, string part) =>
        Assert.Contains(Checking.FaultsOf(guardrail, settings), fault => fault.Contains(part, StringComparison.Ordinal));
}
