using System.Text;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Trees;

namespace Baton.Tests.Trees;

/// <summary>The trees of recorded histories.</summary>
public sealed class GoldenTreeTests
{
    [Theory]
    [InlineData("checkout", """
        node look_up success
          branch credit success
            call credit success
          branch address success
            call address success
        node charge success
          branch [0] success
            call charge success
          branch [1] success
            call charge success
        node discount success
          node sum success
          node cut success
            call cut success
        node big success
        node ask success
          approval pay success
        node close success
        """)]
    [InlineData("flaky", """
        node try success
          call call success, try 2
        node break error BTN2002
        node repair success
        node close success
        """)]
    [InlineData("nap", """
        node sleep success
          timer sleep success
        node stamp success
          call note success
        """)]
    [InlineData("parent", """
        node children success
          branch [0] success
            child discount success
          branch [1] success
            child discount success
        """)]
    public void A_history_has_a_tree(string golden, string expected)
    {
        var tree = Build(golden, RunStatus.Success, RunTrees.MostItems);

        Assert.Equal(expected.ReplaceLineEndings("\n").TrimEnd(), Draw(tree.Items));
        Assert.False(tree.Cut);
        Assert.NotNull(tree.DurationMs);
    }

    [Fact]
    public void Tries_after_the_first_are_added_up() => Assert.Equal(1, Build("flaky", RunStatus.Success, 100).Totals.Retries);

    [Fact]
    public void A_wait_names_who_answered_and_a_child_its_run()
    {
        var wait = All(Build("checkout", RunStatus.Success, 100).Items).First(item => item.Kind == "approval").Wait!;
        var child = All(Build("parent", RunStatus.Success, 100).Items).First(item => item.Kind == "child").Wait!;

        Assert.NotEqual("", wait.Ticket);
        Assert.NotNull(child.RunId);
    }

    [Fact]
    public void What_happened_is_in_the_order_of_the_journal_inside_of_what_it_happened_in()
    {
        foreach (var item in All(Build("checkout", RunStatus.Success, 100).Items))
        {
            Assert.True(item.EndedAt >= item.StartedAt, item.Visit);
            Assert.All(item.Items ?? [], inner => Assert.True(inner.StartedAt >= item.StartedAt && inner.Seq >= item.Seq, inner.Visit));
        }
    }

    [Theory]
    [InlineData(RunStatus.Running, "running")]
    [InlineData(RunStatus.Cancelled, "cancelled")]
    public void What_is_open_says_what_its_run_does(RunStatus status, string expected)
    {
        var history = History("flaky");
        var tree = Build(history with { Entries = [.. history.Entries.TakeWhile(entry => entry.Kind != Baton.Engine.Journal.EntryKind.EffectFailed)] }, status, 100);

        Assert.Equal($"node try {expected}\n  call call {expected}", Draw(tree.Items));
    }

    [Fact]
    public void What_waits_for_a_person_says_so()
    {
        var history = History("checkout");
        var tree = Build(history with { Entries = [.. history.Entries.TakeWhile(entry => entry.Kind != Baton.Engine.Journal.EntryKind.TicketClosed)] }, RunStatus.Waiting, 100);

        Assert.EndsWith("node ask waiting\n  approval pay waiting", Draw(tree.Items), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_that_is_too_large_says_where_it_was_cut()
    {
        var tree = Build("checkout", RunStatus.Success, 4);

        Assert.True(tree.Cut);
        Assert.Equal(4, All(tree.Items).Count());
        Assert.NotNull(tree.CutAfter);
    }

    private static RunTree Build(string golden, RunStatus status, int most) => Build(History(golden), status, most);

    private static RunTree Build(RunHistory history, RunStatus status, int most)
    {
        var builder = new TreeBuilder(most);
        foreach (var entry in history.ToEntries()) builder.Add(entry);
        return builder.Build(new RunRow(history.Tenant, history.Run, "desk", 1, "support", status) { Assistant = "desk" }, new Dictionary<Guid, RunTree>());
    }

    private static RunHistory History(string golden) => RunHistory.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Engine", "Golden", $"{golden}.json")));

    private static IEnumerable<TreeItem> All(IEnumerable<TreeItem> items) => items.SelectMany(item => All(item.Items ?? []).Prepend(item));

    private static string Draw(IEnumerable<TreeItem> items)
    {
        var text = new StringBuilder();
        Draw(text, items, "");
        return text.ToString().TrimEnd();
    }

    private static void Draw(StringBuilder text, IEnumerable<TreeItem> items, string indent)
    {
        foreach (var item in items)
        {
            var attempt = item.Attempt > 1 ? $", try {item.Attempt}" : "";
            text.Append(indent).Append(item.Kind).Append(' ').Append(item.Name).Append(' ').Append(item.Status).Append(attempt)
                .Append(item.Status == "error" ? $" {item.Error?.Code}" : "").Append('\n');
            Draw(text, item.Items ?? [], indent + "  ");
        }
    }
}
