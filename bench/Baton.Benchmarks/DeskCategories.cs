using Baton.Agents.Intents;

namespace Baton.Benchmarks;

/// <summary>Which of the support desk's categories an intent of the support messages belongs to, as triage's prompt has it.</summary>
internal static class DeskCategories
{
    private static readonly Dictionary<string, string> Categories = new(StringComparer.Ordinal)
    {
        ["cancel_order"] = "general",
        ["change_order"] = "general",
        ["place_order"] = "general",
        ["track_order"] = "general",
        ["delivery_options"] = "general",
        ["delivery_period"] = "general",
        ["change_shipping_address"] = "general",
        ["set_up_shipping_address"] = "general",
        ["newsletter_subscription"] = "general",
        ["review"] = "general",
        ["contact_customer_service"] = "general",
        ["create_account"] = "technical",
        ["delete_account"] = "technical",
        ["edit_account"] = "technical",
        ["switch_account"] = "technical",
        ["recover_password"] = "technical",
        ["registration_problems"] = "technical",
        ["payment_issue"] = "billing",
        ["check_payment_methods"] = "billing",
        ["check_invoice"] = "billing",
        ["get_invoice"] = "billing",
        ["check_refund_policy"] = "billing",
        ["get_refund"] = "billing",
        ["track_refund"] = "billing",
        ["check_cancellation_fee"] = "billing",
        ["complaint"] = "escalation",
        ["contact_human_agent"] = "escalation",
    };

    public static bool Knows(string intent) => Categories.ContainsKey(intent);

    public static string? Of(string? intent) => intent is null ? null : Categories[intent];

    /// <summary>The prediction with the category in the intent's place; the desk's own intents begin with it.</summary>
    public static IntentPrediction Of(IntentPrediction prediction) =>
        prediction with { Intent = Categories.GetValueOrDefault(prediction.Intent) ?? prediction.Intent.Split('.')[0] };
}
