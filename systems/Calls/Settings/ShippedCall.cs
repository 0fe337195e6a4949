namespace Baton.Calls.Settings;

/// <summary>The call that ships: five stages, their intents and who answers them.</summary>
internal static class ShippedCall
{
    /// <summary>The agent for what no intent fits.</summary>
    public const string Fallback = "fallback";

    /// <summary>How long a call lives without a turn.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromHours(1);

    private const int Greeting = 1;
    private const int Authentication = 2;
    private const int Capture = 3;
    private const int Fulfilment = 4;
    private const int Closing = 5;

    /// <summary>The stages.</summary>
    public static IReadOnlyList<CallStage> Stages { get; } =
    [
        new(Greeting, "GREETING", Authentication),
        new(Authentication, "AUTHENTICATION", Capture)
        {
            // Who was not let on says it again; who tried too often is not asked any more.
            Branches = new Dictionary<string, int?>(StringComparer.OrdinalIgnoreCase)
            {
                ["refused"] = Authentication, ["code_missing"] = Authentication, ["no_account"] = Authentication, ["locked"] = Closing,
            },
        },
        new(Capture, "INTENT_CAPTURE", Fulfilment),
        new(Fulfilment, "FULFILLMENT", Closing),
        new(Closing, "CLOSING", null),
    ];

    /// <summary>The intents, each with the topic that the recogniser knows.</summary>
    public static IReadOnlyList<CallIntent> Intents { get; } =
    [
        Of("greeting", "greeting", Greeting, "greeting"),
        Of("welcome", "greeting", Greeting, "greeting"),
        Of("verify_identity", "identity", Authentication, "auth"),
        Of("authenticate", "identity", Authentication, "auth"),
        Of("otp_verify", "code", Authentication, "auth"),
        Of("refund_request", "refund", Capture, "refund"),
        Of("billing_inquiry", "billing", Capture, "billing"),
        Of("booking_request", "booking", Capture, "booking"),
        Of("complaint", "complaint", Capture, "complaint"),
        Of("account_inquiry", "account", Capture, "account"),
        Of("balance_inquiry", "balance", Capture, "balance"),
        Of("process_refund", "refund", Fulfilment, "refund"),
        Of("resolve_billing", "billing", Fulfilment, "billing"),
        Of("confirm_booking", "booking", Fulfilment, "booking"),
        Of("resolve_complaint", "complaint", Fulfilment, "complaint"),
        Of("update_account", "account", Fulfilment, "account"),
        Of("check_balance", "balance", Fulfilment, "balance"),
        Of("closing", "closing", Closing, "closing"),
        Of("end_call", "closing", Closing, "closing"),
        Of("feedback", "feedback", Closing, "closing"),
    ];

    private static CallIntent Of(string name, string topic, int stage, string agent) => new(name, topic, [stage], [agent]);
}
