using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Baton.Agents.Prompts;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Ops;

/// <summary>Looking at prompts, and changing the values of their fields.</summary>
internal static class OpsPrompts
{
    private const int MostRows = 200;

    public static async Task<Ok<IReadOnlyList<OpsPromptRow>>> List(HttpContext context) =>
        TypedResults.Ok<IReadOnlyList<OpsPromptRow>>([.. (await Prompts(context).ListAsync(Caller.Of(context).Tenant, context.RequestAborted)).Select(Row)]);

    public static async Task<Ok<OpsPrompt>> Get(HttpContext context, string agent) =>
        Answer(context, await Prompts(context).GetAsync(Caller.Of(context).Tenant, agent, context.RequestAborted));

    public static async Task<Ok<OpsPrompt>> Change(HttpContext context, string agent)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fields.Object("values") is not { } given) fields.Add("values", "An object is expected: every field that is to have a value of its own, with it. {} leaves all to the file.");
        else
        {
            foreach (var value in given.EnumerateObject())
            {
                if (value.Value.ValueKind == System.Text.Json.JsonValueKind.String) values[value.Name] = value.Value.GetString()!;
                else fields.Add($"values.{value.Name}", "A string is expected.");
            }
        }

        var change = Change(context, fields, values);
        fields.Throw();
        return Answer(context, await Prompts(context).ChangeAsync(Caller.Of(context).Tenant, agent, change, context.RequestAborted));
    }

    public static async Task<Ok<OpsPrompt>> RollBack(HttpContext context, string agent)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var to = fields.Number("to", -1, 0, int.MaxValue);
        if (to < 0) fields.Add("to", "The revision is expected whose values are to count again; 0 for the file's own.");
        var change = Change(context, fields, new Dictionary<string, string>());
        fields.Throw();
        return Answer(context, await Prompts(context).RollBackAsync(Caller.Of(context).Tenant, agent, to, change, context.RequestAborted));
    }

    public static async Task<Ok<IReadOnlyList<OpsPromptRevision>>> History(
        HttpContext context, string agent, [Range(1, int.MaxValue)] int before = int.MaxValue, [Range(1, MostRows)] int limit = MostRows)
    {
        var revisions = await Prompts(context).HistoryAsync(Caller.Of(context).Tenant, agent, before, limit, context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsPromptRevision>>([.. revisions.Select(Revision)]);
    }

    public static async Task<Ok<OpsPromptDiff>> Diff(HttpContext context, string agent, [Range(0, int.MaxValue)] int from, [Range(0, int.MaxValue)] int to)
    {
        var differences = await Prompts(context).DiffAsync(Caller.Of(context).Tenant, agent, from, to, context.RequestAborted);
        return TypedResults.Ok(new OpsPromptDiff(agent, from, to, [.. differences.Select(Difference)]));
    }

    private static IPrompts Prompts(HttpContext context) => context.RequestServices.GetService<IPrompts>()
        ?? throw new BatonException(ErrorCodes.AgentUnknown, "This server has no agents. Add them with AddAgents(…).");

    private static PromptChange Change(HttpContext context, Fields fields, IReadOnlyDictionary<string, string> values)
    {
        var expected = fields.Number("revision", -1, 0, int.MaxValue - 1);
        var match = context.Request.Headers.IfMatch.ToString().Trim('"');
        if (expected < 0 && !int.TryParse(match, NumberStyles.None, CultureInfo.InvariantCulture, out expected))
        {
            fields.Add("revision", "The revision that the change is based on is expected, here or in If-Match: what GET showed, 0 where nothing was changed yet.");
        }

        return new PromptChange(expected, values) { Author = fields.Text("author"), Note = fields.Text("note"), By = Caller.Of(context).Name };
    }

    private static Ok<OpsPrompt> Answer(HttpContext context, AgentPrompt prompt)
    {
        context.Response.Headers.ETag = $"\"{prompt.Revision?.Revision ?? 0}\"";
        return TypedResults.Ok(new OpsPrompt(prompt.Agent.Name, prompt.Version, prompt.Agent.PromptVersion, prompt.Revision?.Revision ?? 0, prompt.Agent.Prompt)
        {
            Description = prompt.Agent.Description,
            Placeholders = prompt.Agent.Placeholders,
            Fields = [.. prompt.Agent.Fields.Select(field => new OpsPromptField(field.Key, prompt.ValueOf(field.Key), field.Value.Default, field.Value.Editable, field.Value.MaxLength))],
            Last = prompt.Revision is null ? null : Revision(prompt.Revision),
        });
    }

    private static OpsPromptRow Row(AgentPrompt prompt) => new(prompt.Agent.Name, prompt.Version, prompt.Revision?.Revision ?? 0)
    {
        Description = prompt.Agent.Description,
        Fields = [.. prompt.Agent.Fields.Where(field => field.Value.Editable).Select(field => field.Key)],
        ChangedAt = prompt.Revision?.At,
        Author = prompt.Revision?.Author ?? prompt.Revision?.By,
    };

    private static OpsPromptRevision Revision(PromptRevision revision) => new(revision.Revision, revision.At, revision.File, revision.Values)
    {
        Author = revision.Author,
        By = revision.By,
        Note = revision.Note,
        RolledBackTo = revision.RolledBackTo,
    };

    private static OpsFieldDiff Difference(FieldDifference difference) => new(
        difference.Field, difference.From, difference.To, [.. difference.Parts.Select(part => new OpsTextPart(part.Change.ToString().ToLowerInvariant(), part.Text))]);
}
