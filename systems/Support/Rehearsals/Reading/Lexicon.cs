namespace Baton.Support.Rehearsals.Reading;

/// <summary>The words that carry meaning on a support desk, with the forms they are written in.</summary>
internal static class Lexicon
{
    private static readonly (Concept Concept, string Words)[] _inflected =
    [
        (Concept.Order, "order purchase"),
        (Concept.Item, "item product article thing good"),
        (Concept.Delivery, "deliver delivery ship shipment shipping parcel package courier dispatch"),
        (Concept.Address, "address"),
        (Concept.Account, "account profile user username"),
        (Concept.Password, "password passcode pin pwd pass key passphrase"),
        (Concept.SignUp, "signup register registration"),
        (Concept.Login, "login logon signin access authenticate"),
        (Concept.Site, "site website webpage page app application api software browser server screen dashboard device printer laptop phone internet wifi connection integration"),
        (Concept.Payment, "pay payment transfer transaction card paypal"),
        (Concept.Invoice, "invoice bill receipt"),
        (Concept.Refund, "refund reimburse reimbursement rebate restitution compensate compensation refundable moneyback repayment"),
        (Concept.Fee, "fee charge penalty surcharge"),
        (Concept.Price, "price cost pricing discount coupon voucher tariff"),
        (Concept.Newsletter, "newsletter mailing"),
        (Concept.Opinion, "review feedback opinion comment rating suggestion"),
        (Concept.Grievance, "complaint complain claim reclamation grievance"),
        (Concept.Person, "person human agent operator someone somebody anybody anyone representative assistant manager supervisor people"),
        (Concept.ServiceDesk, "customerservice hotline helpline"),
        (Concept.Details, "detail data info information setting email name personal"),
        (Concept.Legal, "lawyer attorney lawsuit sue court legal solicitor ombudsman"),
        (Concept.Cancel, "cancel cancellation revoke afford"),
        (Concept.Change, "change edit modify modification update correct correction alter amend"),
        (Concept.Switch, "switch swap upgrade downgrade replace exchange"),
        (Concept.Add, "add"),
        (Concept.Remove, "remove removal delete deletion close closure deactivate terminate termination erase"),
        (Concept.Create, "create creation open make place new setup enter set submit"),
        (Concept.Buy, "buy acquire shop earn get"),
        (Concept.Track, "track locate status eta trace whereabouts"),
        (Concept.Fetch, "download receive obtain send request mail"),
        (Concept.Look, "see check look find view show list search"),
        (Concept.Talk, "talk speak chat contact call reach"),
        (Concept.Recover, "recover recovery reset retrieve retrieval restore remember"),
        (Concept.Report, "report notify inform"),
        (Concept.Expect, "expect wait await"),
        (Concept.Subscribe, "subscribe unsubscribe"),
        (Concept.Problem, "problem issue error trouble fail failure decline reject bug crash freeze glitch difficulty invalid broken hang"),
        (Concept.When, "arrive arrival period soon long"),
        (Concept.Choice, "option method modality accept allow available offer"),
        (Concept.Rule, "policy guarantee case situation circumstance condition eligible"),
        (Concept.Theft, "hack steal phishing compromise unauthorized unauthorised breach"),
        (Concept.Anger, "unacceptable terrible awful disappointed disgusted furious horrible ridiculous unhappy dissatisfied worst angry useless annoyed"),
        (Concept.Deadline, "deadline"),
        (Concept.Outage, "outage down offline unavailable"),
        (Concept.Lost, "lose forget"),
    ];

    private static readonly (Concept Concept, string Words)[] _exact =
    [
        (Concept.Order, "bought orderfrom"),
        (Concept.Place, "orderfrom"),
        (Concept.Plan, "gold platinum premium pro standard free freemium basic plus"),
        (Concept.Payment, "paid checkout"),
        (Concept.Refund, "reimbursed refunded"),
        (Concept.Price, "prices pricing expensive cheaper promo"),
        (Concept.Login, "locked lockout loggedout"),
        (Concept.Unable, "cannot cant couldnt unable wont doesnt didnt isnt impossible notworking"),
        (Concept.Problem, "stuck wrong slow loading blank timeout"),
        (Concept.When, "when"),
        (Concept.Theft, "stole stolen hacked hacker hijacked fraud fraudulent scam scammed unrecognised unrecognized suspicious leaked"),
        (Concept.Twice, "twice double doubled duplicate overcharged overcharge"),
        (Concept.Early, "early withdrawal exit"),
        (Concept.Anger, "unhappy aint sucks"),
        (Concept.Urgent, "urgent urgently asap immediately immediate now emergency quickly instantly today"),
        (Concept.Deadline, "tonight tomorrow"),
        (Concept.Still, "still again yet nothing"),
        (Concept.Thanks, "thanks thank thankyou thx cheers appreciated"),
        (Concept.Greeting, "hello hi hey morning afternoon evening"),
        (Concept.Wrong, "wrong incorrect mistake"),
        (Concept.Another, "another secondary second new different"),
        (Concept.Money, "money dollars dollar euros euro pounds usd eur gbp"),
        (Concept.Everyone, "everyone everybody all company entire whole production team customers"),
        (Concept.ChangeTo, "changeto"),
        (Concept.Lost, "lost forgot forgotten"),
        (Concept.Rule, "policies guarantees guaranty"),
        (Concept.SignUp, "registrations registered registering"),
        (Concept.Solved, "solved resolved works fixed sorted"),
        (Concept.Expect, "expecting awaiting pending"),
        (Concept.Damaged, "damaged defective broken cracked shattered torn missing incomplete"),
        (Concept.Contract, "subscription subscriptions membership memberships contract contracts"),
        (Concept.Legal, "suing legally"),
    ];

    private const string Plain =
        """
        a about actually after all allow already also am an and any are around as at available back be because been before being believe
        best between both business but by can come company could day days did do does doing done each else ever every few first for from
        fucking give goddamn damn bloody freaking go going gonna got gotta great had has have having he help helping helped her here him his
        hour hours how however i id if ill im in into is it its ive just kind know last late later least less let like little look looking
        looks lot made many may maybe me mean might mine minute minutes month months more most mr mrs ms much must my myself name need
        needed needs never next no not of off ok okay old on once one only or other our out over own please possible put quick quite rather
        really right same say see seem she should show since so some something soon sorry stop such sure take takes taken tell than that
        the their them then there these they this those through time times to too tried try trying until up ur us use used using usually
        very wanna want wanted was way we week weeks well were what whats where which while who whom why will wife husband daughter son
        mother father friend partner girlfriend boyfriend fiance fiancee bride groom with within without work working would wouldnt year
        years yes you your yours youre dont doesn assistance assist support question questions usual part several couple stuff ask asking
        demand anything nothing anywhere section form line number numbers hear tickets ticket order-id thing kinda ya u n r y im
        """;

    /// <summary>What each known word stands for; words that carry no meaning here are <see cref="Concept.None"/>.</summary>
    public static IReadOnlyDictionary<string, Concept> Words { get; } = Build();

    private static Dictionary<string, Concept> Build()
    {
        var words = new Dictionary<string, Concept>(StringComparer.Ordinal);
        foreach (var word in Split(Plain).Concat(Phrases.Parts)) words.TryAdd(word, Concept.None);
        foreach (var (concept, stems) in _inflected)
        {
            foreach (var form in Split(stems).SelectMany(Forms)) words[form] = words.GetValueOrDefault(form) | concept;
        }

        foreach (var (concept, forms) in _exact)
        {
            foreach (var form in Split(forms)) words[form] = words.GetValueOrDefault(form) | concept;
        }

        return words;
    }

    // More forms than English has: a form that nobody writes does no harm.
    private static IEnumerable<string> Forms(string stem)
    {
        yield return stem;
        yield return stem + "s";
        if (stem.EndsWith('y'))
        {
            yield return stem[..^1] + "ies";
            yield return stem[..^1] + "ied";
        }

        var root = stem.EndsWith('e') ? stem[..^1] : stem;
        yield return root + "ed";
        yield return root + "ing";
        if (!stem.EndsWith('e')) yield return stem + "es";
        if (stem.Length > 2 && !stem.EndsWith('e') && "aeiou".Contains(stem[^2]))
        {
            yield return stem + stem[^1] + "ed";
            yield return stem + stem[^1] + "ing";
        }
    }

    private static string[] Split(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
