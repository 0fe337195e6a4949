using System.Text.Json;
using Baton.Agents.Models;
using Baton.Calls.Agents.Tools;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the refund agent's model: says what can be refunded, and refunds the payment that the caller names, or the newest.</summary>
internal sealed class RefundRehearsal() : ServiceRehearsal("refund")
{
    private static readonly Phrase _offered = new(
        "I can refund {0} ({1}, {2}). Shall I do that?",
        "Ich kann {0} erstatten ({1}, {2}). Soll ich das tun?",
        "Je peux rembourser {0} ({1}, {2}). Voulez-vous que je le fasse ?",
        "Puedo reembolsar {0} ({1}, {2}). ¿Quiere que lo haga?");

    private static readonly Phrase _refunded = new(
        "The refund of {0} for {1} is on its way to where the payment came from. Your reference is {2}.",
        "Die Erstattung von {0} für {1} geht dorthin zurück, woher die Zahlung kam. Ihr Zeichen ist {2}.",
        "Le remboursement de {0} pour {1} part vers le moyen de paiement d'origine. Votre référence est {2}.",
        "El reembolso de {0} por {1} vuelve al medio de pago original. Su referencia es {2}.");

    private static readonly Phrase _before = new(
        "{0} for {1} were refunded before, under {2}; a payment is refunded once.",
        "{0} für {1} wurden schon erstattet, unter {2}; eine Zahlung wird einmal erstattet.",
        "{0} pour {1} ont déjà été remboursés, sous {2} ; un paiement n'est remboursé qu'une fois.",
        "{0} por {1} ya se reembolsaron, con la referencia {2}; un pago se reembolsa una sola vez.");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call)
    {
        if (call.Result is null) return RehearsalReply.Call(ToolNames.ListPayments, new { });
        if (call.Has("payments")) return Listed(call);
        var phrase = call.Result.Value.GetProperty("was_done_before").GetBoolean() ? _before : _refunded;
        return RehearsalReply.Say(phrase.In(call.Language, call.Money("amount"), call.Text("what"), call.Text("reference")));
    }

    private static RehearsalReply Listed(RehearsedCall call)
    {
        var payments = call.List("payments");
        var named = payments.FirstOrDefault(payment => call.Said.Contains(Number(payment), StringComparison.OrdinalIgnoreCase));
        var chosen = named.ValueKind == JsonValueKind.Object ? named : payments[0];
        if (call.Intent == "process_refund") return RehearsalReply.Call(ToolNames.RefundPayment, new { payment = Number(chosen) });
        var what = Words.In(call.Language, chosen.GetProperty("what").GetString()!);
        return RehearsalReply.Say(_offered.In(call.Language, RehearsedCall.Money(chosen, "amount"), Number(chosen), what));
    }

    private static string Number(JsonElement payment) => payment.GetProperty("number").GetString()!;
}
