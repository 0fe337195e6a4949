using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Graphs;
using Baton.Support.Desk;
using Baton.Support.Desk.Authority;
using Baton.Support.Desk.People;
using Baton.Support.Desk.Rules;
using Baton.Support.Desk.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Systems.Tests.Support.Docs;

public sealed partial class SupportGuideTests
{
    private static readonly string _here = Here();
    private static readonly string _guide = File.ReadAllText(Path.Combine(_here, "../../../../docs/guide/support.md"));

    [Fact]
    public void Every_snippet_is_code_that_compiles()
    {
        var code = Squeezed(File.ReadAllText(Path.Combine(_here, "OwnDesk.cs")));

        Assert.Equal(2, Blocks("csharp").Count);
        Assert.All(Blocks("csharp"), snippet => Assert.Contains(Squeezed(snippet), code, StringComparison.Ordinal));
    }

    [Fact]
    public void The_settings_that_are_shown_are_taken()
    {
        var json = Assert.Single(Blocks("json"));
        var settings = DeskSettings.From(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());

        Assert.Equal((40m, "EUR", "https://books.example.com/measures"), (settings.Authority.CompensationLimit, settings.Authority.Currency, settings.Authority.Url!.ToString()));
    }

    [Fact]
    public void The_defaults_are_those_of_the_table()
    {
        var settings = DeskSettings.Default;

        Assert.Equal("2", Default("Escalation:FailedAnswers"));
        Assert.Equal((settings.Escalation.FailedAnswers, settings.Escalation.RefundLimit, settings.Escalation.LowConfidence), (2, 500m, 0.35));
        Assert.Equal(("500", "0.35"), (Default("Escalation:RefundLimit"), Default("Escalation:LowConfidence")));
        Assert.Equal($"`{settings.People.Deadline:c}`", Default("People:Deadline"));
        Assert.Equal($"`{settings.People.OverdueTo}`", Default("People:OverdueTo"));
        Assert.Equal($"{settings.Authority.CompensationLimit}", Default("Authority:CompensationLimit"));
        Assert.Equal($"{settings.Authority.CompensationMost}", Default("Authority:CompensationMost"));
    }

    [Fact]
    public void Statuses_and_steps_are_those_of_the_table()
    {
        foreach (var from in Enum.GetValues<CaseStatus>())
        {
            var told = Row($"`{Words.Of(from)}`").Split('|')[3];
            var may = Enum.GetValues<CaseStatus>().Where(to => to != from && CaseFlow.Allows(from, to)).Select(to => $"`{Words.Of(to)}`");
            Assert.Equal(may.Order(StringComparer.Ordinal), told.Split(',').Select(word => word.Trim()).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_reason_and_action_is_told()
    {
        string[] reasons =
        [
            EscalationReason.Requested, EscalationReason.Deadline, EscalationReason.Failures, EscalationReason.LargeRefund, EscalationReason.LowConfidence,
            EscalationReason.HandedOver, EscalationReason.AgentFailed,
        ];

        Assert.All(reasons, reason => Assert.Contains($"| `{reason}` |", _guide));
        Assert.All(Enum.GetValues<PersonAction>(), action => Assert.Contains($"`{Words.Of(action)}`", _guide));
        Assert.All(PersonTool.All, tool => Assert.Contains($"`{tool.Name}`", _guide));
    }

    [Fact]
    public async Task The_requests_that_are_shown_are_taken()
    {
        await using var site = await SupportSite.StartAsync();
        await site.SayAsync("case-1", "I want to talk to a manager");

        using var list = await site.Client.GetAsync(Shown("/ops/support/requests?"), TestContext.Current.CancellationToken);
        using var one = await site.Client.GetAsync(Shown("/ops/support/requests/$THREAD").Replace("$THREAD", "case-1"), TestContext.Current.CancellationToken);
        using var decision = await site.DecideAsync("case-1", JsonElement.Parse(Body("decision")));
        using var persona = await site.Client.PutAsJsonAsync("ops/prompts/billing", JsonElement.Parse(Body("prompts/billing")), TestContext.Current.CancellationToken);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK],
            new[] { list.StatusCode, one.StatusCode, decision.StatusCode, persona.StatusCode });
    }

    [Fact]
    public async Task A_handler_of_your_own_carries_measures_out()
    {
        await using var host = await SupportHost.StartAsync(OwnDesk.Configure);

        await host.RunAsync("My lawyer will hear about this", "case-1");

        var books = host.Services.GetServices<IMeasureHandler>().OfType<Books>().Single();
        Assert.Equal(MeasureKind.Management, Assert.Single(books.Written).Kind);
    }

    private static string Default(string setting) => Row($"`{setting}`").Split('|')[2].Trim();

    private static string Row(string first) => _guide.Split('\n').Last(line => line.StartsWith($"| {first}", StringComparison.Ordinal));

    private static string Shown(string path)
    {
        var at = _guide.IndexOf($"http://127.0.0.1:7070{path}", StringComparison.Ordinal);
        return _guide[(at + "http://127.0.0.1:7070".Length + 1).._guide.IndexOf('"', at)];
    }

    private static string Body(string path)
    {
        var at = _guide.IndexOf("-d '", _guide.IndexOf($"{path}\"", StringComparison.Ordinal), StringComparison.Ordinal) + 4;
        return _guide[at.._guide.IndexOf('\'', at)];
    }

    private static List<string> Blocks(string language) =>
        [.. Block().Matches(_guide).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value)];

    private static string Squeezed(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Block();
}
