using Baton.Agents.Prompts;

namespace Baton.Agents.Policies;

/// <summary>Policies in an agent's front matter.</summary>
internal sealed class MatterPolicies(FrontMatter matter) : IPolicyValues
{
    private const string Prefix = "policies/";

    public string? Text(string key) => matter.Text(Prefix + key);

    public int? Number(string key, int least, int most) => matter.Number(Prefix + key, least, most);

    public decimal? Amount(string key) => matter.Amount(Prefix + key);

    public TimeSpan? Duration(string key) => matter.Duration(Prefix + key);

    public IReadOnlyList<string>? List(string key) => matter.Has(Prefix + key) ? matter.List(Prefix + key) : null;
}
