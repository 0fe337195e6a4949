using Baton.Agents.Prompts;
using Baton.Errors;

namespace Baton.Tests.Prompts;

/// <summary>Values of fields, changed at run time.</summary>
public sealed class PromptServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_change_the_file_has_the_say()
    {
        using var desk = new PromptDesk();

        var prompt = await desk.Prompts.GetAsync("default", "helper", Token);

        Assert.Equal("friendly", prompt.ValueOf("tone"));
        Assert.Equal(prompt.Agent.PromptVersion, prompt.Version);
        Assert.Null(prompt.Revision);
    }

    [Fact]
    public async Task A_change_sets_the_value_and_becomes_part_of_the_version()
    {
        using var desk = new PromptDesk();

        var prompt = await desk.SetAsync("brief");

        Assert.Equal("brief", await desk.ToneAsync());
        Assert.Equal($"{prompt.Agent.PromptVersion}.1", prompt.Version);
        Assert.Equal((1, "Ada"), (prompt.Revision!.Revision, prompt.Revision.Author));
    }

    [Fact]
    public async Task A_field_that_a_change_leaves_out_has_its_file_s_value_again()
    {
        using var desk = new PromptDesk();
        await desk.SetAsync("brief");

        await desk.Prompts.ChangeAsync("default", "helper", new PromptChange(1, new Dictionary<string, string>()), Token);

        Assert.Equal("friendly", await desk.ToneAsync());
    }

    [Fact]
    public async Task A_change_that_is_based_on_an_old_revision_is_refused()
    {
        using var desk = new PromptDesk();
        await desk.SetAsync("brief");

        var thrown = await Assert.ThrowsAsync<BatonException>(() => desk.SetAsync("long").AsTask());

        Assert.Equal(ErrorCodes.PromptChanged, thrown.Code);
        Assert.Equal("brief", await desk.ToneAsync());
    }

    [Fact]
    public async Task Of_changes_at_once_one_is_made()
    {
        using var desk = new PromptDesk();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async index =>
        {
            try
            {
                await desk.SetAsync($"tone {index}");
                return true;
            }
            catch (BatonException exception) when (exception.Code == ErrorCodes.PromptChanged)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, made => made);
        Assert.Single(await desk.Prompts.HistoryAsync("default", "helper", int.MaxValue, 10, Token));
    }

    [Fact]
    public async Task Tenants_have_values_of_their_own()
    {
        using var desk = new PromptDesk();
        await desk.SetAsync("brief", tenant: "acme");

        Assert.Equal("friendly", await desk.ToneAsync());
        Assert.Equal("brief", await desk.ToneAsync("acme"));
    }

    [Fact]
    public async Task The_history_has_every_change_the_newest_first()
    {
        using var desk = new PromptDesk();
        for (var revision = 0; revision < 5; revision++) await desk.SetAsync($"tone {revision + 1}", revision);

        var first = await desk.Prompts.HistoryAsync("default", "helper", int.MaxValue, 2, Token);
        var next = await desk.Prompts.HistoryAsync("default", "helper", first[^1].Revision, 10, Token);

        Assert.Equal([5, 4], first.Select(revision => revision.Revision));
        Assert.Equal(["tone 3", "tone 2", "tone 1"], next.Select(revision => revision.Values["tone"]));
        Assert.Empty(await desk.Prompts.HistoryAsync("default", "helper", 1, 10, Token));
    }

    [Fact]
    public async Task A_way_back_is_a_revision_of_its_own()
    {
        using var desk = new PromptDesk();
        await desk.SetAsync("brief");
        await desk.SetAsync("long", 1);

        var prompt = await desk.Prompts.RollBackAsync("default", "helper", 1, new PromptChange(2, new Dictionary<string, string>()) { Author = "Bob" }, Token);

        Assert.Equal("brief", prompt.ValueOf("tone"));
        Assert.Equal((3, 1, "Bob"), (prompt.Revision!.Revision, prompt.Revision.RolledBackTo, prompt.Revision.Author));
    }

    [Fact]
    public async Task A_way_back_to_nothing_gives_the_file_s_values()
    {
        using var desk = new PromptDesk();
        await desk.SetAsync("brief");

        var prompt = await desk.Prompts.RollBackAsync("default", "helper", 0, new PromptChange(1, new Dictionary<string, string>()), Token);

        Assert.Equal("friendly", prompt.ValueOf("tone"));
    }

    [Fact]
    public async Task A_difference_shows_what_was_kept_removed_and_added()
    {
        using var desk = new PromptDesk();
        await desk.SetAsync("calm and very brief");

        var difference = Assert.Single(await desk.Prompts.DiffAsync("default", "helper", 0, 1, Token));

        Assert.Equal(("tone", null, "calm and very brief"), (difference.Field, difference.From, difference.To));
        Assert.Equal("friendly", string.Concat(difference.Parts.Where(part => part.Change != TextChange.Added).Select(part => part.Text)));
        Assert.Equal("calm and very brief", string.Concat(difference.Parts.Where(part => part.Change != TextChange.Removed).Select(part => part.Text)));
    }

    [Fact]
    public async Task A_revision_that_there_is_not_is_named()
    {
        using var desk = new PromptDesk();

        var thrown = await Assert.ThrowsAsync<BatonException>(() => desk.Prompts.DiffAsync("default", "helper", 0, 7, Token).AsTask());

        Assert.Equal(ErrorCodes.PromptRevisionUnknown, thrown.Code);
    }

    [Fact]
    public void A_long_text_with_one_changed_word_differs_in_that_word()
    {
        var words = Enumerable.Range(0, 3_000).Select(index => $"w{index}").ToArray();
        var old = string.Join(' ', words);
        words[1_500] = "changed";

        var parts = TextDifference.Of(old, string.Join(' ', words));

        Assert.Equal(["w1500"], parts.Where(part => part.Change == TextChange.Removed).Select(part => part.Text));
        Assert.Equal(["changed"], parts.Where(part => part.Change == TextChange.Added).Select(part => part.Text));
    }
}
