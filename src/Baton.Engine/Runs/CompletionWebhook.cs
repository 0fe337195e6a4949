using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Engine.Runs;

/// <summary>Announces a run's end, where the caller asked for it: a message in the outbox, committed with the end.</summary>
internal sealed class CompletionWebhook(RunActivation run)
{
    public void Announce(RunFinished finished)
    {
        if (run.Ledger.Started?.Webhook is not { } url) return;
        var now = run.Parts.Time.GetUtcNow();
        var body = JsonBytes.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("run_id"u8, run.Row.Id);
            writer.WriteString("thread_id"u8, run.Row.Thread);
            writer.WriteString("assistant_id"u8, run.Row.Assistant);
            writer.WriteString("status"u8, Contract(finished.Status));
            writer.WriteString("created_at"u8, run.Row.CreatedAt);
            writer.WriteString("run_started_at"u8, run.Ledger.StartedAt);
            writer.WriteString("run_ended_at"u8, now);
            writer.WritePropertyName("values"u8);
            (finished.Output ?? JsonBytes.Null).WriteTo(writer);
            if (finished.Error is { } error)
            {
                writer.WriteStartObject("error"u8);
                writer.WriteString("error"u8, error.Type);
                writer.WriteString("code"u8, error.Code);
                writer.WriteString("message"u8, error.Message);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
        run.Journal.Send(new OutboxMessage(url, $"{run.Row.Id}:finished", body));
    }

    private static string Contract(RunStatus status) => status switch
    {
        RunStatus.Success => "success",
        RunStatus.Error => "error",
        RunStatus.Timeout => "timeout",
        _ => "interrupted",
    };
}
