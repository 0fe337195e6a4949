using System.Text.Json;
using Baton.Calls.Agents.Demo;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Calls.Agents.Identity;

/// <summary>
/// Checks the code that a caller says. It is code and no model that decides: the agent only words what came of it. After three wrong codes in a call
/// every further one is refused.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class CodeCheck(IStore? store)
{
    private const int MostTries = 3;
    private const string IdentityIntent = "verify_identity";

    // Two messages of a call that meet here: who is late counts again.
    private static readonly EffectOptions _options = new() { ConflictMayPass = true };

    /// <summary>Puts the verdict into the talk.</summary>
    public async ValueTask<AgentTalk> RunAsync(AgentTalk talk, NodeContext context)
    {
        if (talk.Account.Length == 0) return talk with { Verdict = CodeVerdicts.NoAccount };
        if (SpokenCode.Find(talk.Said, talk.Account) is not { } code)
        {
            return talk with { Verdict = talk.Intent == IdentityIntent ? CodeVerdicts.Identified : CodeVerdicts.Missing };
        }

        var verdict = await context.EffectAsync("check_code", call => JudgeAsync(talk.Account, code, context.Run, call), _options);
        return talk with { Verdict = verdict };
    }

    private async ValueTask<string> JudgeAsync(string account, string code, RunInfo run, EffectCall call)
    {
        var id = $"tries/{Uri.EscapeDataString(account)}/{Uri.EscapeDataString(CallContext.Of(run).Session ?? run.ThreadId ?? $"{run.RunId}")}";
        var found = await store!.Records.FindAsync(run.Tenant, DemoLedger.Collection, id, call.Cancellation);
        var tries = found?.Value.Deserialize<CodeTries>(BatonJson.Options)!;
        if (tries is { Wrong: >= MostTries }) return CodeVerdicts.Locked;
        if (DemoAccount.Of(account).Takes(code)) return CodeVerdicts.Verified;
        var wrong = (tries?.Wrong ?? 0) + 1;
        call.Commit(new RecordChange(DemoLedger.Collection, id, found?.Version ?? 0, JsonSerializer.SerializeToElement(new CodeTries(wrong), BatonJson.Options)));
        return wrong >= MostTries ? CodeVerdicts.Locked : CodeVerdicts.Refused;
    }
}

/// <summary>How many codes were wrong in a call.</summary>
internal sealed record CodeTries(int Wrong);
