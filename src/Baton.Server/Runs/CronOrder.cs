using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Schedules;
using Baton.Errors;
using Baton.Schedules;
using Baton.Server.Http;
using Baton.Server.Security;

namespace Baton.Server.Runs;

/// <summary>Reads bodies that make and change schedules. All faults are told at once.</summary>
internal static class CronOrder
{
    private const string EveryMinute = "* * * * *";

    /// <summary>A schedule to make.</summary>
    /// <param name="fields">The body.</param>
    /// <param name="assistants">To find the graph.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="thread">The thread of the path, or null.</param>
    /// <param name="idempotencyKey">The header, or null.</param>
    /// <exception cref="BatonException">Fields are wrong, or there is no such assistant.</exception>
    public static ScheduleRequest Read(Fields fields, AssistantDirectory assistants, Caller caller, string? thread, string? idempotencyKey)
    {
        if (fields.Text("schedule") is null) fields.Add("schedule", "A cron expression is expected, such as '0 9 * * MON-FRI'.");
        var timing = ReadTiming(fields, new ScheduleRequest(EveryMinute, new RunRequest("")));
        var run = RunOrder.Read(fields, assistants, caller, thread, idempotencyKey).Request;
        return timing with { Run = Plain(run), KeepsThread = timing.KeepsThread && thread is null };
    }

    /// <summary>What a body changes of a schedule.</summary>
    /// <exception cref="BatonException">Fields are wrong.</exception>
    public static Func<ScheduleRequest, ScheduleRequest> ReadChange(Fields fields, Caller caller)
    {
        var run = RunOrder.ReadRequest(fields, caller, null, null);
        ReadTiming(fields, new ScheduleRequest(EveryMinute, run));
        fields.Throw();
        return present => ReadTiming(fields, present) with
        {
            KeepsThread = ReadKeeps(fields, present.KeepsThread) && present.Run.Thread is null,
            Run = present.Run with
            {
                Input = fields.Has("input") ? run.Input : present.Run.Input,
                Configuration = fields.Has("config") || fields.Has("context") ? run.Configuration : present.Run.Configuration,
                Metadata = fields.Has("metadata") ? run.Metadata : present.Run.Metadata,
                Webhook = fields.Has("webhook") ? run.Webhook : present.Run.Webhook,
                Strategy = fields.Has("multitask_strategy") ? run.Strategy : present.Run.Strategy,
                InterruptBefore = fields.Has("interrupt_before") ? run.InterruptBefore : present.Run.InterruptBefore,
                InterruptAfter = fields.Has("interrupt_after") ? run.InterruptAfter : present.Run.InterruptAfter,
            },
        };
    }

    /// <summary>A request with the times that a body names; what it does not name stays.</summary>
    private static ScheduleRequest ReadTiming(Fields fields, ScheduleRequest present)
    {
        var read = present with
        {
            Cron = fields.Text("schedule") ?? present.Cron,
            TimeZone = fields.Has("timezone") ? fields.Text("timezone") : present.TimeZone,
            EndsAt = fields.Has("end_time") ? fields.Instant("end_time") : present.EndsAt,
            IsEnabled = fields.Has("enabled") ? fields.Value("enabled") is { ValueKind: JsonValueKind.Null } || fields.Flag("enabled") : present.IsEnabled,
            Missed = fields.Has("missed_fire")
                ? fields.Choice("missed_fire", MissedFire.Once, ("once", MissedFire.Once), ("skip", MissedFire.Skip), ("all", MissedFire.All))
                : present.Missed,
            KeepsThread = ReadKeeps(fields, present.KeepsThread),
        };
        List<Fault> faults = [];
        Recurrence.TryRead(read.Cron, read.TimeZone, faults);
        foreach (var fault in faults) fields.Add(fault);
        return read;
    }

    private static bool ReadKeeps(Fields fields, bool present) =>
        fields.Has("on_run_completed") ? fields.Choice("on_run_completed", false, ("delete", false), ("keep", true)) : present;

    // A recurring run begins at the thread's head, when it is due, with its input: commands, checkpoints and delays are for single runs.
    private static RunRequest Plain(RunRequest run) =>
        run with { Resume = null, Update = null, Goto = null, From = null, Delay = TimeSpan.Zero, CreateThread = false };
}
