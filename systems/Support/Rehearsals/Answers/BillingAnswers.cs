using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals.Answers;

/// <summary>What the billing agent's rehearsal says: payments, invoices, refunds, fees.</summary>
internal static class BillingAnswers
{
    public static string For(Conversation conversation) => conversation.Intent switch
    {
        Intent.Fraud =>
            "Please have the card or account blocked by your bank at once, and change the password of your account with us. " +
            "Looking into payments you did not make is beyond my scope, so I escalate this to people who can.",
        _ when conversation is { IsFollowUp: true, EarlierTries: >= 2 } =>
            "I have told you what I can about this and it is still not settled, which I am sorry about. " +
            "A decision on it is beyond my scope, so I escalate it together with our conversation.",
        Intent.PaymentProblem when conversation.Has(Concept.Login | Concept.Account) =>
            "I am sorry that the payment failed and that you cannot get into your account. " +
            "First the payment: check with your bank whether the amount was taken or only reserved, and do not pay again until you know, so that you are not charged twice. " +
            "For the account, use \"forgot password\" on the sign-in page; a failed payment by itself does not delete anything in it. " +
            "Which message do you see when you try to sign in, and on what day was the payment?",
        Intent.PaymentProblem =>
            "I am sorry that the payment did not go through. Check that the card is valid and its limit is not used up, and confirm the payment in your bank's app if it asks; then try once more, or with another payment method. " +
            "If the amount shows as taken although the order is not confirmed, do not pay again. " +
            "What does the message say, and on what day was it?",
        Intent.PaymentMethods =>
            "The payment methods you can use are listed at checkout, before you confirm anything, because they depend on your country and the amount. " +
            "In the payment section of your account you can store one, and remove it again. " +
            "If one that you expect is missing there, it is not available for that order.",
        Intent.FindInvoice =>
            $"You find {TheInvoice(conversation)} in the billing section of your account, sorted by date; open the order it belongs to if you do not know the date. " +
            "If it is not there, it may not have been issued yet, or the order was made with another account or as a guest. " +
            "In that case send me the order number and the date of the purchase.",
        Intent.GetInvoice =>
            $"You download {TheInvoice(conversation)} in the billing section of your account: open it and save it as a file. " +
            "I cannot send documents in this chat, which also keeps them from reaching the wrong person. " +
            "If the download fails, tell me what it says.",
        Intent.RefundPolicy =>
            "In which cases and until when you can get your money back is laid down in the refund terms that belong to your order; you find them linked in the order confirmation. " +
            "What counts is usually why you return it, its condition and the time since delivery. " +
            "If you tell me your case, with the order number, I can say which part of the terms applies.",
        Intent.GetRefund =>
            $"You ask for {TheRefund(conversation)} in the order list of your account: open the order, choose to return or report a problem, and give the reason. " +
            "Once the request is accepted the money goes back the way it was paid. " +
            "I cannot release a payment from this chat; if the order offers no refund, send me its number and the reason.",
        Intent.TrackRefund =>
            $"Where {TheRefund(conversation)} stands is shown with the order it belongs to, in the order list of your account. " +
            "When it is marked as sent, your bank needs some time of its own to book it, so compare the date there with your statement. " +
            "If it was marked as sent and has not arrived, give me the order number and that date.",
        Intent.CancellationFee =>
            "Whether a fee is due for ending early, and how much, is written in the terms of your contract and is shown once more before you confirm a cancellation. " +
            "You can start the cancellation in your account to see the amount and stop before you confirm. " +
            "I cannot quote a figure without your contract, and I would not want to name a wrong one.",
        Intent.WrongCharge =>
            $"I am sorry about that; a charge that is wrong{Of(conversation)} has to be put right. " +
            "Look first whether one of the entries is only a reservation, which your bank drops by itself. " +
            "If both are booked, please send me the order or invoice number and the dates of the entries. Do you have those at hand?",
        Intent.CancelSubscription =>
            "You end a subscription in the billing section of your account; the date until which it stays in force, and a fee if one is due, are shown before you confirm. " +
            "Save what you need from it first, such as invoices. " +
            "You get a confirmation by e-mail; only with that is it cancelled, so write to me if none arrives.",
        Intent.Pricing =>
            "The current prices are shown with each product and plan, and what your subscription costs is in the billing section of your account. " +
            "I would rather not quote figures here, since only what is shown at checkout is binding. " +
            "Is it about a new purchase or about something you already pay for?",
        _ =>
            "I can help with payments, invoices, refunds and fees. " +
            "Could you tell me which payment or invoice it is about, with its number or date, and what is not right about it?",
    };

    private static string TheInvoice(Conversation conversation) =>
        conversation.Particulars.Invoice is { } number ? $"invoice {number}" : "your invoice";

    private static string TheRefund(Conversation conversation) =>
        conversation.Particulars.Amount is { } amount ? $"your refund of {amount}" : "your refund";

    private static string Of(Conversation conversation) =>
        conversation.Particulars.Amount is { } amount ? $" ({amount})" : "";
}
