using static Baton.Support.Rehearsals.Reading.Concept;

namespace Baton.Support.Rehearsals.Reading;

/// <summary>Which concepts together make an intent, and how strongly. Written from what the intents mean.</summary>
internal static class IntentRules
{
    private const Concept Goods = Order | Item;
    private const Concept Broken = Problem | Unable | Outage;

    // Each part of a rule is met by any one of its concepts; all parts must be met. The strongest rule wins, the earlier one of equals.
    private static readonly IntentRule[] _rules =
    [
        new(Intent.LegalThreat, 20, Legal),
        new(Intent.Fraud, 19, Theft, Payment | Fee | Money | Invoice),
        new(Intent.Security, 18, Theft),
        new(Intent.HumanAgent, 10, Person, Talk) { Without = Newsletter },
        new(Intent.HumanAgent, 5, Person) { Without = Account | Password },
        new(Intent.Complaint, 12, Grievance),
        new(Intent.Complaint, 4, Anger),

        new(Intent.WrongCharge, 15, Twice, Fee | Payment | Invoice | Money | Order),
        new(Intent.WrongCharge, 13, Wrong, Fee | Invoice | Money),
        new(Intent.CancellationFee, 14, Fee, Cancel | Early | Remove),
        new(Intent.RefundPolicy, 14, Refund, Rule | When),
        new(Intent.TrackRefund, 13, Refund, Expect | Track),
        new(Intent.RefundPolicy, 12, Refund, Fee),
        new(Intent.GetRefund, 11, Refund),
        new(Intent.TrackRefund, 11, Expect, Money),
        new(Intent.PaymentMethods, 11, Payment, Choice),
        new(Intent.GetInvoice, 12, Invoice, Fetch | Buy),
        new(Intent.FindInvoice, 11, Invoice),
        new(Intent.PaymentProblem, 12, Payment, Broken | Report),
        new(Intent.PaymentProblem, 8, Payment),
        new(Intent.CancellationFee, 5, Fee),
        new(Intent.CancelSubscription, 10, Contract, Cancel | Remove),
        new(Intent.Pricing, 6, Price | Contract),

        new(Intent.Newsletter, 13, Newsletter),
        new(Intent.Newsletter, 7, Subscribe),

        new(Intent.Registration, 11, SignUp, Broken | Report),
        new(Intent.Registration, 9, Account, Create, Broken),
        new(Intent.CreateAccount, 8, SignUp),
        new(Intent.RecoverPassword, 11, Password, Recover | Lost | Change | Broken | Account),
        new(Intent.RecoverPassword, 6, Password),
        new(Intent.Login, 10, Login, Broken | Lost | Account),
        new(Intent.Login, 5, Login),
        new(Intent.DeleteAccount, 10, Account, Cancel | Remove),
        new(Intent.SwitchAccount, 9, Account, Switch | ChangeTo),
        new(Intent.EditAccount, 9, Account, Change),
        new(Intent.EditAccount, 7, Account, Details),
        new(Intent.CreateAccount, 8, Account, Create | Another),
        new(Intent.SwitchAccount, 6, Account, Plan),
        new(Intent.SwitchAccount, 6, Plan, Switch | ChangeTo),
        new(Intent.EditAccount, 5, Details, Change),
        new(Intent.EditAccount, 4, Account),
        new(Intent.Malfunction, 9, Site, Broken),
        new(Intent.Malfunction, 3, Problem | Outage),
        new(Intent.Usage, 2, Site),

        new(Intent.ContactService, 11, ServiceDesk),
        new(Intent.Review, 10, Opinion),
        new(Intent.ChangeAddress, 12, Address, Change | Wrong),
        new(Intent.AddAddress, 11, Address, Create | Another | Add),
        new(Intent.ChangeAddress, 9, Address),
        new(Intent.CancelOrder, 13, Order, Cancel),
        new(Intent.TrackOrder, 10, Order, Track),
        new(Intent.DamagedOrder, 12, Goods | Delivery, Damaged) { Without = Site | Address },
        new(Intent.TrackOrder, 11, Order, Number, When),
        new(Intent.TrackOrder, 10, Delivery, Track),
        new(Intent.ChangeOrder, 9, Goods, Change | Switch | Add | Remove) { Without = Account },
        new(Intent.DeliveryPeriod, 10, Delivery | Order | Item, When),
        new(Intent.DeliveryOptions, 8, Delivery),
        new(Intent.TrackOrder, 8, Order, Number),
        new(Intent.DeliveryOptions, 7, Order, Place),
        new(Intent.PlaceOrder, 6, Goods, Buy | Create),
        new(Intent.TrackOrder, 6, Order, Look),
        new(Intent.PlaceOrder, 5, Goods),
        new(Intent.ContactService, 3, Talk),
        new(Intent.SmallTalk, 2, Solved) { Without = Broken | Still | Urgent | Deadline },
        new(Intent.SmallTalk, 1, Thanks | Greeting),
    ];

    /// <summary>The intent of the strongest rule that the concepts meet.</summary>
    public static Intent Best(Concept concepts)
    {
        IntentRule? best = null;
        foreach (var rule in _rules)
        {
            if (rule.Strength > (best?.Strength ?? 0) && rule.Fits(concepts)) best = rule;
        }

        return best?.Intent ?? Intent.Unknown;
    }
}

/// <summary>One way to express an intent.</summary>
internal sealed record IntentRule(Intent Intent, int Strength, params Concept[] Parts)
{
    public Concept Without { get; init; }

    public bool Fits(Concept concepts)
    {
        if ((concepts & Without) != None) return false;
        foreach (var part in Parts)
        {
            if ((concepts & part) == None) return false;
        }

        return true;
    }
}
