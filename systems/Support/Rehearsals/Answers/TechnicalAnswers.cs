using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals.Answers;

/// <summary>What the technical agent's rehearsal says: accounts, passwords, registration, malfunctions.</summary>
internal static class TechnicalAnswers
{
    public static string For(Conversation conversation) => conversation.Intent switch
    {
        Intent.Security =>
            "Please change your password now, sign out of all other devices and, if it is offered, switch on two-step sign-in. " +
            "Finding out who had access and what they did is beyond my scope, so I escalate this to people who can look into it.",
        _ when conversation is { IsFollowUp: true, EarlierTries: >= 2 } =>
            "I have given you the steps that I know and they did not help, which I am sorry about. " +
            "This is beyond my scope now, so I escalate it together with what you have already tried.",
        _ when conversation.IsFollowUp => NextStep(conversation),
        _ => FirstStep(conversation),
    };

    private static string FirstStep(Conversation conversation) => conversation.Intent switch
    {
        Intent.CreateAccount =>
            $"To create {AnAccount(conversation)}, choose the registration on the sign-in page, enter the e-mail address it is for and confirm the message that is sent there. " +
            "Every person needs an address of their own, so for somebody in your family use theirs. " +
            "If no confirmation arrives within some minutes, look into the spam folder and then ask for it again from the same page.",
        Intent.DeleteAccount =>
            $"You close {YourAccount(conversation)} in its settings, at the end of the privacy section. " +
            "Before you do, save invoices you still need and make sure that no order or refund is under way, because you cannot sign in afterwards. " +
            "If the settings refuse to close it, send me the message they show.",
        Intent.EditAccount =>
            $"You change the details of {YourAccount(conversation)} in the account settings: edit the field and save. " +
            "A new e-mail address only counts once you have confirmed the message sent to it. " +
            "If a field cannot be edited or does not keep your change, tell me which one.",
        Intent.SwitchAccount =>
            $"To change to {AnAccount(conversation)}, open the plan section of your account settings, compare what it includes and costs there, and confirm. " +
            "To use another user, sign out first and sign in with the other e-mail address. " +
            "If the change is not offered to you, tell me which plan you have now and which one you want.",
        Intent.RecoverPassword =>
            "Choose \"forgot password\" on the sign-in page, enter the e-mail address of your account and follow the link in the message you get. " +
            "If no message arrives, check the spam folder and whether it is really the address you registered with. " +
            "Please do not write your password or PIN to me or to anybody else; nobody on this desk needs it.",
        Intent.Registration =>
            "I am sorry that the registration does not work. Please try it once in a private browser window, which rules out old cookies and extensions, and check that the address has no account yet by asking for a new password with it. " +
            "If it fails again, what does the message say, and at which step does it appear?",
        Intent.Login =>
            "Let us get you back in. Set a new password through \"forgot password\" on the sign-in page and try it in a private browser window, which rules out stored credentials that are out of date. " +
            "After several failed tries an account can be locked for a while, so wait a little before the next one. " +
            "What exactly does the page say when it refuses you?",
        Intent.Usage =>
            "The documentation is the first place for this: it describes what is supported and shows it step by step. " +
            "I would rather not guess at a function that I cannot see from here. " +
            "What do you want to achieve, and with which version or device?",
        _ =>
            "I am sorry that this does not work as it should. Please reload the page or restart the application once, and try it in a private window or on another device, so that we know whether it is your device or our side. " +
            "To go further I need three things: what you did, what you expected, and what the exact message says. Could you send me those?",
    };

    private static string NextStep(Conversation conversation) => conversation.Intent switch
    {
        Intent.RecoverPassword or Intent.Login =>
            "Thank you for trying that. Next, clear the cookies of this site, use only the newest password message (older links stop working) and type the password instead of pasting it. " +
            "Does it still refuse you after that, and with the same message?",
        _ =>
            "Thank you for trying that. Next, please try it from another network, such as a phone's, and with all browser extensions switched off; this tells a local fault from one on our side. " +
            "What is the result, and at what time did you try? The time lets us find it in our records.",
    };

    private static string AnAccount(Conversation conversation) =>
        conversation.Particulars.Plan is { } plan ? $"a {plan} account" : "another account";

    private static string YourAccount(Conversation conversation) =>
        conversation.Particulars.Plan is { } plan ? $"your {plan} account" : "your account";
}
