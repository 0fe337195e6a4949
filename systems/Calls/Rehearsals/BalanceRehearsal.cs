using Baton.Agents.Models;
using Baton.Calls.Agents.Tools;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the balance agent's model.</summary>
internal sealed class BalanceRehearsal() : ServiceRehearsal("balance")
{
    private static readonly Phrase _balance = new(
        "The balance of account {0} is {1}. Is there anything else I can do for you?",
        "Der Stand des Kontos {0} beträgt {1}. Kann ich sonst noch etwas für Sie tun?",
        "Le solde du compte {0} est de {1}. Puis-je faire autre chose pour vous ?",
        "El saldo de la cuenta {0} es de {1}. ¿Puedo hacer algo más por usted?");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call) => call.Result is null
        ? RehearsalReply.Call(ToolNames.ReadBalance, new { })
        : RehearsalReply.Say(_balance.In(call.Language, call.Text("account"), call.Money("balance")));
}
