using Baton.Agents.Languages;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Support.Desk.Settings;

/// <summary>The desk's settings, from the section <c>Baton:Support</c>; frozen when the server starts.</summary>
/// <param name="Vip">Ids of customers that must not wait.</param>
/// <param name="Language">The language that is answered in until a message gives another away.</param>
/// <param name="Articles">Whether an empty knowledge collection gets the shipped articles.</param>
/// <param name="Escalation">When a case goes up.</param>
/// <param name="People">How people take part.</param>
/// <param name="Authority">What the escalation agent may do.</param>
internal sealed record DeskSettings(
    IReadOnlySet<string> Vip, string Language, bool Articles, EscalationSettings Escalation, PeopleSettings People, AuthoritySettings Authority)
{
    /// <summary>The section.</summary>
    public const string Section = "Baton:Support";

    /// <summary>What counts where nothing is set.</summary>
    public static DeskSettings Default { get; } = From(new ConfigurationBuilder().Build());

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="ValidationException">Settings are wrong (BTN7105); all of them are listed.</exception>
    public static DeskSettings From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration, Section);
        var settings = new DeskSettings(
            reader.Texts("Priority:Vip", []).ToHashSet(StringComparer.Ordinal),
            reader.OneOf("Language", [.. LanguageSample.All.Select(language => language.Code)]),
            reader.Flag("Articles", true),
            EscalationSettings.Read(reader),
            PeopleSettings.Read(reader),
            AuthoritySettings.Read(reader));
        reader.Elsewhere("Intents");
        reader.Throw();
        return settings;
    }
}

/// <summary>When a case goes to the escalation agent.</summary>
/// <param name="Phrases">What a specialist says to hand a case over.</param>
/// <param name="FailedAnswers">After how many answers in a row that have not helped.</param>
/// <param name="RefundLimit">Above which refund, in the customer's currency.</param>
/// <param name="LowConfidence">Below which confidence of triage or analyst, 0 to 1.</param>
internal sealed record EscalationSettings(IReadOnlyList<string> Phrases, int FailedAnswers, decimal RefundLimit, double LowConfidence)
{
    private static readonly string[] _phrases =
    [
        "escalate", "beyond my scope", "beyond of my scope", "outside my scope", "outside of my scope", "outside my area", "outside of my area", "beyond my authority",
        "beyond my expertise", "senior engineer", "cannot resolve", "can't resolve", "handing this over", "transfer you to", "transfer this to",
        "eskaliere", "übersteigt meine", "dépasse mes compétences", "supera mis competencias",
    ];

    public static EscalationSettings Read(SettingsReader reader) => new(
        reader.Texts("Escalation:Phrases", _phrases),
        reader.Whole("Escalation:FailedAnswers", 2, 1, 100),
        reader.Amount("Escalation:RefundLimit", 500m, 0m, 1_000_000_000m),
        (double)reader.Amount("Escalation:LowConfidence", 0.35m, 0m, 1m));
}

/// <summary>How people take part.</summary>
/// <param name="Enabled">False where nobody looks into the inbox: an escalated request then ends with the escalation agent's answer.</param>
/// <param name="Deadline">How long whoever has a case may take for the next step.</param>
/// <param name="OverdueTo">Who gets it then.</param>
/// <param name="Assignee">Who gets it first; empty for whoever takes it.</param>
internal sealed record PeopleSettings(bool Enabled, TimeSpan Deadline, string OverdueTo, string Assignee)
{
    public static PeopleSettings Read(SettingsReader reader) => new(
        reader.Flag("People:Enabled", true),
        reader.Duration("People:Deadline", TimeSpan.FromHours(8), TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
        reader.Text("People:OverdueTo", "team_lead"),
        reader.Text("People:Assignee", ""));
}

/// <summary>What the escalation agent may do by itself, and what at most.</summary>
/// <param name="CompensationLimit">The sum of one case's compensations that needs nobody's approval.</param>
/// <param name="CompensationMost">The sum above which nobody may go.</param>
/// <param name="Currency">The currency of both.</param>
/// <param name="ExceptionsNeedApproval">Whether an exception from a policy needs a person's approval.</param>
internal sealed record AuthoritySettings(decimal CompensationLimit, decimal CompensationMost, string Currency, bool ExceptionsNeedApproval)
{
    /// <summary>The service that carries measures out; null where they are recorded alone.</summary>
    public Uri? Url { get; init; }

    /// <summary>The environment variable that holds the Authorization header's whole value; empty for none.</summary>
    public string AuthEnv { get; init; } = "";

    public static AuthoritySettings Read(SettingsReader reader)
    {
        var settings = new AuthoritySettings(
            reader.Amount("Authority:CompensationLimit", 25m, 0m, 1_000_000m),
            reader.Amount("Authority:CompensationMost", 250m, 0m, 1_000_000m),
            reader.Text("Authority:Currency", "USD"),
            reader.Flag("Authority:ExceptionsNeedApproval", true))
        {
            Url = reader.Address("Authority:Url"),
            AuthEnv = reader.Text("Authority:AuthEnv", ""),
        };
        if (settings.CompensationLimit > settings.CompensationMost)
        {
            reader.Add("Authority:CompensationLimit", "it is above CompensationMost, which nobody may pass. Lower it, or raise the other.");
        }

        return settings;
    }
}
