using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Cases;

public sealed class CaseFactsTests
{
    [Fact]
    public void Texts_are_cut_to_what_is_kept()
    {
        var facts = new CaseFacts(CaseStatus.New) { Category = new string('c', 100), Customer = " ann ", Summary = new string('s', 3_000), Priority = " ", Turns = -1 };

        Assert.Equal((64, "ann", 2_000, null, 0), (facts.Category!.Length, facts.Customer, facts.Summary!.Length, facts.Priority, facts.Turns));
    }

    [Fact]
    public void What_a_store_cannot_keep_is_left_out()
    {
        var facts = new CaseFacts(CaseStatus.New) { Agent = "a\0b\nc", Summary = "one\ntwo\0", EscalationReason = "half \ud83d", Category = "\ud83d\ude00" };

        Assert.Equal(("a b c", "one\ntwo", "half \ufffd", "\ud83d\ude00"), (facts.Agent, facts.Summary, facts.EscalationReason, facts.Category));
    }

    [Fact]
    public void A_pair_of_characters_is_not_cut_in_two()
    {
        var facts = new CaseFacts(CaseStatus.New) { Category = new string('c', 63) + "\ud83d\ude00" };

        Assert.Equal(new string('c', 63), facts.Category);
    }

    [Fact]
    public void Two_answers_to_what_the_case_is_are_refused()
    {
        var refused = Assert.Throws<ValidationException>(() => Desk.Begin().Working().Case(Desk.Facts).WithCase());

        Assert.Equal([ErrorCodes.CaseTwice], refused.Faults.Select(fault => fault.Code));
    }

    [Fact]
    public void A_case_does_not_change_the_fingerprint() =>
        Assert.Equal(Desk.Begin().Working().End().Describe().Fingerprint, Desk.Plain.Describe().Fingerprint);
}
