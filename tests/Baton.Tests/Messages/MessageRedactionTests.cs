using Baton.Agents.Guardrails.Pii;
using Baton.Agents.Messages;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores.Messages;
using Baton.Graphs;

namespace Baton.Tests.Messages;

public sealed class MessageRedactionTests
{
    [Fact]
    public void What_is_redacted_says_its_kind_and_a_members_name_tells_a_secret()
    {
        var texts = MessageProjectorTests.Read(MessageProjectorTests.Run(), new PiiRedactor(PiiKinds.All), Said()).ConvertAll(message => message.Text);

        Assert.Equal("keepsake [card]\n[card]\nmail [email]\n[secret]", texts[0]);
        Assert.Equal("keepsake [ssn]", texts[2]);
        Assert.Equal("keepsake [iban]\nmy mobile: [phone]", texts[3]);
    }

    [Fact]
    public void Only_the_chosen_kinds_are_taken_out()
    {
        var text = MessageProjectorTests.Read(MessageProjectorTests.Run(), new PiiRedactor([PiiKinds.Email]), Said())[0].Text;

        Assert.Equal("keepsake 4111111111111111\n4111111111111111\nmail [email]\nhunter22!", text);
    }

    [Fact]
    public void What_would_be_cut_in_the_middle_is_taken_out_whole()
    {
        var text = new string('x', LoggedMessage.MostCharacters - 8) + " 4111111111111111";

        var kept = MessageProjectorTests.Read(MessageProjectorTests.Run(), new PiiRedactor(PiiKinds.All), new RunStarted(1, "desk", 1, "f") { Input = MessageProjectorTests.Json(new { text }) })[0].Text;

        Assert.EndsWith("x [card]", kept, StringComparison.Ordinal);
    }

    private static EntryBody[] Said() =>
    [
        new RunStarted(1, "desk", 1, "f") { Input = MessageProjectorTests.Json(new { text = "keepsake 4111111111111111", card = 4111111111111111, note = "mail ines.marked@example.com", password = "hunter22!" }) },
        new EffectStarted("a#1", "model", 1, 0, EffectKind.Model, "h") { Request = MessageProjectorTests.Json(new { agent = "triage" , model = "m" }) },
        new EffectCompleted(2, 1, MessageProjectorTests.Json(new { text = "keepsake 219-09-9999" })),
        new RunFinished(RunStatus.Success) { Output = MessageProjectorTests.Json(new { text = "keepsake DE89370400440532013000", more = "my mobile: 0171 2345678" }) },
    ];
}
