using System.ComponentModel;
using Baton.Calls.Agents.Demo;
using Baton.Graphs;

namespace Baton.Calls.Agents.Tools;

/// <summary>The tools of the booking and complaint agents.</summary>
internal static class ServiceTools
{
    private const decimal Goodwill = 10m;
    private const int LongestComplaint = 500;

    // Days of the week and no dates: what can be booked must not depend on when somebody tries it.
    private static readonly Appointment[] _appointments =
    [
        new("TUE-10", "Tuesday", "10:00"), new("WED-14", "Wednesday", "14:00"), new("FRI-09", "Friday", "09:00"),
    ];

    [Description("Lists appointments for a visit that are free next week.")]
    public static object ListAppointments(RunInfo run)
    {
        return AccountDesk.Find(run, out _) is { } refusal ? refusal : new AppointmentsFound(_appointments);
    }

    [Description("Books an appointment. An account has one; another takes its place.")]
    public static async Task<object> BookAppointmentAsync([Description("The appointment's id.")] string appointment, RunInfo run, EffectCall call, DemoLedger ledger)
    {
        if (AccountDesk.Find(run, out var account) is { } refusal) return refusal;
        if (_appointments.FirstOrDefault(each => each.Id == appointment) is not { } found) return new Refusal("There is no such appointment.");
        var reference = account.Reference("BK", 1);
        await ledger.KeepAsync(run, call, account.Number, "booking", new Deed(reference, found.Id, 0));
        return new Booked(reference, found.Day, found.Time);
    }

    [Description("Files the caller's complaint under a number. An account has one open complaint.")]
    public static async Task<object> FileComplaintAsync(
        [Description("What the caller complains about, in a sentence.")] string about, RunInfo run, EffectCall call, DemoLedger ledger)
    {
        if (AccountDesk.Find(run, out var account) is { } refusal) return refusal;
        var deed = new Deed(account.Reference("CP", 1), about.Length <= LongestComplaint ? about : about[..LongestComplaint], 0);
        return await ledger.OnceAsync(run, call, account.Number, "complaint", deed);
    }

    [Description("Settles the open complaint with a credit of goodwill. Once for each complaint.")]
    public static async Task<object> SettleComplaintAsync(RunInfo run, EffectCall call, DemoLedger ledger)
    {
        if (AccountDesk.Find(run, out var account) is { } refusal) return refusal;
        if (await ledger.FindAsync(run, account.Number, "complaint", call.Cancellation) is not { } complaint) return new Refusal("There is no open complaint.");
        return await ledger.OnceAsync(run, call, account.Number, "settlement", complaint with { Amount = Goodwill });
    }
}

/// <summary>A time for a visit.</summary>
internal sealed record Appointment(string Id, string Day, string Time);

/// <summary>Times for a visit.</summary>
internal sealed record AppointmentsFound(IReadOnlyList<Appointment> Appointments);

/// <summary>A visit that was booked.</summary>
internal sealed record Booked(string Reference, string Day, string Time);
