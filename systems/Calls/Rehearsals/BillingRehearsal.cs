using System.Text.Json;
using Baton.Agents.Models;
using Baton.Calls.Agents.Tools;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the billing agent's model: explains the newest invoice, and credits its wrong charge where that is asked.</summary>
internal sealed class BillingRehearsal() : ServiceRehearsal("billing")
{
    private static readonly Phrase _explained = new(
        "Your invoice {0} for {1} comes to {2}. {3} of it are a charge that does not belong there; I can credit it if you say so.",
        "Ihre Rechnung {0} für {1} beträgt {2}. Davon sind {3} ein Posten, der nicht dorthin gehört; ich kann ihn gutschreiben, wenn Sie möchten.",
        "Votre facture {0} de {1} s'élève à {2}. {3} correspondent à un montant qui n'a pas lieu d'être ; je peux le créditer si vous le souhaitez.",
        "Su factura {0} de {1} asciende a {2}. {3} son un cargo que no corresponde; puedo abonarlo si usted quiere.");

    private static readonly Phrase _credited = new(
        "I have credited {0} for invoice {1}. Your reference is {2}.",
        "Ich habe {0} zur Rechnung {1} gutgeschrieben. Ihr Zeichen ist {2}.",
        "J'ai crédité {0} pour la facture {1}. Votre référence est {2}.",
        "He abonado {0} por la factura {1}. Su referencia es {2}.");

    private static readonly Phrase _before = new(
        "The {0} for invoice {1} were credited before, under {2}. Nothing is left to be corrected.",
        "Die {0} zur Rechnung {1} wurden schon gutgeschrieben, unter {2}. Es ist nichts mehr zu berichtigen.",
        "Les {0} de la facture {1} ont déjà été crédités, sous {2}. Il ne reste rien à corriger.",
        "Los {0} de la factura {1} ya se abonaron, con la referencia {2}. No queda nada por corregir.");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call)
    {
        if (call.Result is null) return RehearsalReply.Call(ToolNames.ListInvoices, new { });
        if (call.Has("invoices")) return Listed(call);
        var phrase = call.Result.Value.GetProperty("was_done_before").GetBoolean() ? _before : _credited;
        return RehearsalReply.Say(phrase.In(call.Language, call.Money("amount"), call.Text("what"), call.Text("reference")));
    }

    private static RehearsalReply Listed(RehearsedCall call)
    {
        JsonElement invoice = call.List("invoices")[0];
        var number = invoice.GetProperty("number").GetString()!;
        if (call.Intent == "resolve_billing") return RehearsalReply.Call(ToolNames.CreditCharge, new { invoice = number });
        var month = Words.In(call.Language, invoice.GetProperty("month").GetString()!);
        return RehearsalReply.Say(_explained.In(
            call.Language, number, month, RehearsedCall.Money(invoice, "amount"), RehearsedCall.Money(invoice, "wrong_charge")));
    }
}
