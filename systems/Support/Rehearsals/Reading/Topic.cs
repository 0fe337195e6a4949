using Baton.Support.Desk;

namespace Baton.Support.Rehearsals.Reading;

/// <summary>Where an intent belongs and how urgent it is by itself.</summary>
internal static class Topic
{
    /// <summary>The category that handles an intent.</summary>
    public static Category CategoryOf(Intent intent) => intent switch
    {
        >= Intent.Complaint => Category.Escalation,
        >= Intent.PaymentProblem => Category.Billing,
        >= Intent.CreateAccount => Category.Technical,
        _ => Category.General,
    };

    /// <summary>The priority of an intent without anything that makes it more urgent.</summary>
    public static Priority PriorityOf(Intent intent) => intent switch
    {
        Intent.Security or Intent.Fraud => Priority.Critical,
        Intent.PaymentProblem or Intent.WrongCharge or Intent.Login or Intent.Complaint or Intent.LegalThreat => Priority.High,
        Intent.PaymentMethods or Intent.Pricing or Intent.RefundPolicy or Intent.DeliveryOptions or Intent.DeliveryPeriod
            or Intent.Newsletter or Intent.Review or Intent.PlaceOrder or Intent.CreateAccount or Intent.SwitchAccount
            or Intent.ContactService or Intent.Usage or Intent.SmallTalk => Priority.Low,
        _ => Priority.Medium,
    };
}
