using Baton.Agents.Models;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the greeting agent's model.</summary>
internal sealed class GreetingRehearsal() : ServiceRehearsal("greeting")
{
    private static readonly Phrase _welcome = new(
        "Hello, and welcome to the service line. Before we begin I check who is calling: please have your PIN or one-time code ready. After that I can help with balances, invoices, refunds, appointments, account details and complaints.",
        "Guten Tag und willkommen bei der Servicenummer. Zuerst prüfe ich, wer anruft: Bitte halten Sie Ihre PIN oder Ihren Einmalcode bereit. Danach helfe ich bei Kontostand, Rechnungen, Erstattungen, Terminen, Kontodaten und Beschwerden.",
        "Bonjour et bienvenue au service clients. Je vérifie d'abord qui appelle : préparez votre code PIN ou votre code à usage unique. Ensuite, je vous aide pour le solde, les factures, les remboursements, les rendez-vous, les données du compte et les réclamations.",
        "Hola y bienvenido a la línea de atención. Primero compruebo quién llama: tenga a mano su PIN o su código de un solo uso. Después le ayudo con saldos, facturas, reembolsos, citas, datos de la cuenta y reclamaciones.");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call) => RehearsalReply.Say(_welcome.In(call.Language));
}
