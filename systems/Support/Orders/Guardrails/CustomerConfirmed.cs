using System.Text.RegularExpressions;
using Baton.Agents.Guardrails;
using Baton.Support.Desk;
using Baton.Support.Orders.Actions;

namespace Baton.Support.Orders.Guardrails;

/// <summary>
/// Refuses a change while the customer's last message is no yes. The model lists what it is about to do and asks; what counts is what the
/// customer said, not that the model says so.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class CustomerConfirmed : IGuardrail
{
    public const string Name = "customer_confirmed";

    public ValueTask<GuardrailVerdict> CheckAsync(GuardrailInput input, CancellationToken cancellationToken) => new(
        !OrderActions.Changes(input.Tool) || IsYes(input.Given.LastOrDefault(message => message.Type == "human" && !DeskMaterial.Is(message))?.Content ?? "")
            ? GuardrailVerdict.Pass
            : GuardrailVerdict.Block("The customer has not confirmed this change: list its details, and ask for an explicit yes first."));

    /// <summary>True where a message agrees, and does not begin with a no.</summary>
    internal static bool IsYes(string message) => !No().IsMatch(message) && Yes().IsMatch(message);

    /// <summary>True where a message agrees or refuses.</summary>
    internal static bool IsYesOrNo(string message) => No().IsMatch(message) || Yes().IsMatch(message);

    [GeneratedRegex(
        @"\b(yes|yeah|yep|yup|sure|ok|okay|correct|confirm|confirmed|agree|agreed|absolutely|definitely|certainly|exactly|proceed|go ahead|go for it|do it|do that|please do|sounds (good|great|right|fine)|looks (good|right)|that works|that's (right|fine|good)|s[ií]|claro|ja|jawohl|genau|oui|d'accord|sim|da|tak)\b|はい|是的?|好的?|네",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Yes();

    [GeneratedRegex(@"^\W*(no|nope|not|don't|do not|wait|stop|hold on|never ?mind|actually|nein|non|nao|não|нет)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex No();
}
