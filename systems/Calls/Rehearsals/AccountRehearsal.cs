using System.Text.RegularExpressions;
using Baton.Agents.Models;
using Baton.Calls.Agents.Tools;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the account agent's model: says what is on file, and changes an email address or a phone number that the caller says.</summary>
internal sealed partial class AccountRehearsal() : ServiceRehearsal("account")
{
    private static readonly Phrase _read = new(
        "Account {0} belongs to {1}. On file are the email address {2} and the phone number {3}. If one of them is to change, tell me the new one.",
        "Das Konto {0} gehört {1}. Hinterlegt sind die E-Mail-Adresse {2} und die Telefonnummer {3}. Soll etwas davon geändert werden, nennen Sie mir das Neue.",
        "Le compte {0} est au nom de {1}. Sont enregistrés l'adresse électronique {2} et le numéro de téléphone {3}. Pour changer l'un des deux, dites-moi le nouveau.",
        "La cuenta {0} está a nombre de {1}. Constan el correo {2} y el teléfono {3}. Si quiere cambiar alguno, dígame el nuevo.");

    private static readonly Phrase _changed = new(
        "I have changed it: from now on {0} is on file.",
        "Ich habe es geändert: Ab jetzt ist {0} hinterlegt.",
        "C'est modifié : désormais, {0} est enregistré.",
        "Lo he cambiado: a partir de ahora consta {0}.");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call)
    {
        if (call.Has("holder")) return RehearsalReply.Say(_read.In(call.Language, call.Text("account"), call.Text("holder"), call.Text("email"), call.Text("phone")));
        if (call.Has("value")) return RehearsalReply.Say(_changed.In(call.Language, call.Text("value")));
        if (call.Intent != "update_account") return RehearsalReply.Call(ToolNames.ReadContact, new { });
        if (Email().Match(call.Said) is { Success: true } email) return Change("email", email.Value);
        return Phone().Match(call.Said) is { Success: true } phone ? Change("phone", phone.Value) : RehearsalReply.Call(ToolNames.ReadContact, new { });
    }

    private static RehearsalReply Change(string field, string value) => RehearsalReply.Call(ToolNames.ChangeContact, new { field, value });

    [GeneratedRegex(@"[\w.+-]{1,60}@[\w-]{1,60}(\.[\w-]{1,20}){1,4}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"\+?\d[\d /-]{5,18}\d", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Phone();
}
