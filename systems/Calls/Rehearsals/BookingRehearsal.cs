using System.Text.Json;
using Baton.Agents.Models;
using Baton.Calls.Agents.Tools;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the booking agent's model: offers the free appointments, and books the one whose day the caller names, or the first.</summary>
internal sealed class BookingRehearsal() : ServiceRehearsal("booking")
{
    private static readonly Phrase _offered = new(
        "Next week these appointments are free: {0}. Which one suits you?",
        "Nächste Woche sind diese Termine frei: {0}. Welcher passt Ihnen?",
        "La semaine prochaine, ces rendez-vous sont libres : {0}. Lequel vous convient ?",
        "La próxima semana hay estas citas libres: {0}. ¿Cuál le conviene?");

    private static readonly Phrase _booked = new(
        "Your appointment is booked: {0} at {1} next week. Your reference is {2}.",
        "Ihr Termin ist gebucht: nächste Woche {0} um {1}. Ihr Zeichen ist {2}.",
        "Votre rendez-vous est réservé : {0} à {1} la semaine prochaine. Votre référence est {2}.",
        "Su cita está reservada: {0} a las {1} de la próxima semana. Su referencia es {2}.");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call)
    {
        if (call.Result is null) return RehearsalReply.Call(ToolNames.ListAppointments, new { });
        if (!call.Has("appointments"))
        {
            return RehearsalReply.Say(_booked.In(call.Language, Words.In(call.Language, call.Text("day")), call.Text("time"), call.Text("reference")));
        }

        var free = call.List("appointments");
        if (call.Intent != "confirm_booking") return RehearsalReply.Say(_offered.In(call.Language, string.Join(", ", free.Select(each => Spoken(call, each)))));
        var named = free.FirstOrDefault(each => call.Said.Contains(Day(call, each), StringComparison.OrdinalIgnoreCase));
        var chosen = named.ValueKind == JsonValueKind.Object ? named : free[0];
        return RehearsalReply.Call(ToolNames.BookAppointment, new { appointment = chosen.GetProperty("id").GetString() });
    }

    private static string Spoken(RehearsedCall call, JsonElement appointment) => $"{Day(call, appointment)} {appointment.GetProperty("time").GetString()}";

    private static string Day(RehearsedCall call, JsonElement appointment) => Words.In(call.Language, appointment.GetProperty("day").GetString()!);
}
