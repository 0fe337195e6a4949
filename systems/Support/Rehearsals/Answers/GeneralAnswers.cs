using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals.Answers;

/// <summary>What the general agent's rehearsal says: orders, delivery, questions, feedback.</summary>
internal static class GeneralAnswers
{
    public static string For(Conversation conversation) => conversation.Intent switch
    {
        Intent.PlaceOrder =>
            "To place an order, put the items you want into the basket, check the delivery address and confirm the payment. " +
            "You then get a confirmation with an order number; keep it, because every later question is quickest with it. " +
            "If a step refuses to go on, tell me which one and what it says.",
        Intent.CancelOrder =>
            $"To cancel {TheOrder(conversation)}, open it in the order list of your account and choose to cancel it. " +
            "That works as long as it has not been handed to the carrier; after that the way is to refuse or return the parcel. " +
            "If the order list shows no way to cancel, write to me what status it shows there and we go on from that.",
        Intent.ChangeOrder =>
            $"To change {TheOrder(conversation)}, open it in the order list of your account and edit its items while it is still being prepared. " +
            "Once it is packed the items are fixed: then it is quickest to order the missing item separately and return the one you do not want. " +
            "Check the total again before you confirm, as added or removed items change it.",
        Intent.TrackOrder =>
            $"You find where {TheOrder(conversation)} stands in the order list of your account; once it is shipped, the carrier's tracking link is there too. " +
            "I cannot see live shipment data in this chat, so the date shown there counts rather than anything I could guess. " +
            "If the status has not moved for several working days, tell me what it says and since when.",
        Intent.DamagedOrder =>
            $"I am sorry that {TheOrder(conversation)} did not arrive as it should. Keep the goods and the packaging, and take a photo of both before you send anything back. " +
            "Report it in the order list of your account: open the order, choose the item and say what is broken or missing. " +
            "Which item is it, and would you rather have it replaced or returned?",
        Intent.DeliveryOptions => DeliveryOptions(conversation),
        Intent.DeliveryPeriod =>
            $"The expected delivery date of {TheOrder(conversation)} is shown at checkout and afterwards in the order list of your account. " +
            "It depends on the delivery option you chose and on the destination, so I would rather not name a number of days from here. " +
            "If the date shown has passed, send me the order number and the date and I will treat it as overdue.",
        Intent.ChangeAddress =>
            "You change a shipping address in your account settings, in the list of addresses: edit it there and save. " +
            $"Orders that are already placed keep the address they were made with, so for {TheOpenOrder(conversation)} change it in the order itself while it is not yet shipped. " +
            "If an address is refused, check the postcode and that no required line is empty.",
        Intent.AddAddress =>
            "To set up a new shipping address, open the list of addresses in your account settings and add it there; you can keep several and choose one at checkout. " +
            "Fill in every required line, the postcode and the country, since an incomplete address is the usual reason why one is refused. " +
            "If it still is not accepted, send me the message you see, without your full address.",
        Intent.Newsletter =>
            "You subscribe to or unsubscribe from the newsletter in the notification settings of your account. " +
            "Every issue also has an unsubscribe link at its end, which works without signing in. " +
            "One more issue can still arrive if it was already on its way when you changed the setting.",
        Intent.Review =>
            "Thank you for wanting to share your opinion. You leave a review on the page of the product or service you used; what you write in this chat is kept with the conversation as feedback too. " +
            "Most helpful are what you expected, what happened, and what we should do differently.",
        Intent.ContactService =>
            "You have reached customer service here, and I can start on your question right away. " +
            "The ways to reach us and their hours are listed on the contact page; I do not want to quote hours that may have changed. " +
            "Tell me in a sentence what it is about, or write that you want to speak to a person and I will pass you on.",
        Intent.SmallTalk when conversation.Has(Concept.Thanks | Concept.Solved) =>
            "You are welcome. I am glad we could sort this out, and this conversation stays open if you need us again.",
        Intent.SmallTalk =>
            "Hello, and welcome to the support desk. What can I do for you: is it about an order, your account, or a payment?",
        _ =>
            "Thank you for your message. I want to get you to the right place, and for that I need a little more: is it about an order, your account, a payment, or something else? " +
            "An order or invoice number, if you have one, makes it quicker.",
    };

    private static string DeliveryOptions(Conversation conversation) =>
        (conversation.Particulars.Destination is { } place ? $"Whether we deliver to {place}, and with which options, is" : "Which delivery options there are for you is") +
        " shown at checkout as soon as you enter the delivery address, with the price and the expected date of each. " +
        "You can look at them without buying anything: stop before you confirm. " +
        "If your place is not offered there, we cannot deliver to it at present.";

    private static string TheOrder(Conversation conversation) =>
        conversation.Particulars.Order is { } number ? $"order {number}" : "your order";

    private static string TheOpenOrder(Conversation conversation) =>
        conversation.Particulars.Order is { } number ? $"order {number}" : "an open order";
}
