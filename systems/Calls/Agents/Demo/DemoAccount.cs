namespace Baton.Calls.Agents.Demo;

/// <summary>
/// An invented account. It follows from the account's number alone, so that every server, and every start, knows the same one; no real person's data
/// are in it.
/// </summary>
/// <param name="Number">The account's number.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="Pin">The code that it takes; null where it takes any but one digit over and over.</param>
internal sealed record DemoAccount(string Number, string Holder, string? Pin)
{
    private static readonly Dictionary<string, (string Holder, string Pin)> _known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ACC-1001"] = ("Mara Lindqvist", "4711"),
        ["ACC-1002"] = ("Tomás Herrera", "2580"),
        ["ACC-1003"] = ("Élodie Garnier", "9042"),
        ["ACC-1004"] = ("Jonas Feldmann", "6137"),
        ["ACC-1005"] = ("Priya Nair", "8305"),
    };

    private static readonly string[] _first = ["Alex", "Noor", "Kim", "Robin", "Sascha", "Charlie", "Dana", "Jules"];
    private static readonly string[] _last = ["Berger", "Moreau", "Castillo", "Hughes", "Novak", "Sato", "Okafor", "Ribeiro"];
    private static readonly string[] _streets = ["Mill Lane", "Station Road", "Orchard Street", "Harbour View"];

    /// <summary>What everything that is said of money is in.</summary>
    public const string Currency = "EUR";

    /// <summary>No account.</summary>
    public static DemoAccount None { get; } = new("", "", null);

    /// <summary>The account with a number.</summary>
    public static DemoAccount Of(string number)
    {
        if (_known.TryGetValue(number, out var known)) return new DemoAccount(number, known.Holder, known.Pin);
        var seed = Seed(number, "holder");
        return new DemoAccount(number, $"{_first[seed % 8]} {_last[seed / 8 % 8]}", null);
    }

    /// <summary>What is there to be spent.</summary>
    public decimal Balance => Between("balance", 120_00, 4_800_00);

    /// <summary>The email address that was given when the account was opened.</summary>
    public string Email => $"{Holder.Split(' ')[0].ToLowerInvariant()}@example.com";

    /// <summary>The telephone number, of a range that is kept free for examples.</summary>
    public string Phone => $"+44 20 7946 0{Seed(Number, "phone") % 900 + 100}";

    /// <summary>The postal address.</summary>
    public string Address => $"{(Seed(Number, "house") % 98) + 1} {_streets[Seed(Number, "street") % 4]}";

    /// <summary>The last three invoices, the newest first. The newest has a charge that does not belong there.</summary>
    public IReadOnlyList<DemoInvoice> Invoices =>
    [
        new(Reference("INV", 3), "October", Between("plan", 19_00, 59_00) + WrongCharge, "open") { WrongCharge = WrongCharge },
        new(Reference("INV", 2), "September", Between("plan", 19_00, 59_00), "paid"),
        new(Reference("INV", 1), "August", Between("plan", 19_00, 59_00), "paid"),
    ];

    /// <summary>Payments that can be refunded.</summary>
    public IReadOnlyList<DemoPayment> Payments =>
    [
        new(Reference("PAY", 2), "delivery that was cancelled", Between("delivery", 8_00, 35_00)),
        new(Reference("PAY", 1), "payment that was booked twice", Between("plan", 19_00, 59_00)),
    ];

    private decimal WrongCharge => Between("wrong", 3_00, 12_00);

    /// <summary>Whether a code is the account's.</summary>
    public bool Takes(string code) => Pin is null ? code.Distinct().Skip(1).Any() : code == Pin;

    /// <summary>A number that belongs to the account: a case, a refund, a booking.</summary>
    public string Reference(string kind, int which) => $"{kind}-{Seed(Number, $"{kind}{which}") % 900_000 + 100_000}";

    private decimal Between(string what, int least, int most) => (least + (Seed(Number, what) % (most - least))) / 100m;

    // FNV-1a, so that it is the same in every process.
    private static int Seed(string number, string what)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in $"{number.ToUpperInvariant()}/{what}") hash = (hash ^ letter) * 16_777_619u;
        return (int)(hash >> 1);
    }
}

/// <summary>An invoice.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Month">The month that it is for.</param>
/// <param name="Amount">What it comes to.</param>
/// <param name="Status"><c>open</c> or <c>paid</c>.</param>
internal sealed record DemoInvoice(string Number, string Month, decimal Amount, string Status)
{
    /// <summary>What of it was charged wrongly; 0 where nothing was.</summary>
    public decimal WrongCharge { get; init; }
}

/// <summary>A payment that can be refunded.</summary>
/// <param name="Number">Its number.</param>
/// <param name="What">What it was for.</param>
/// <param name="Amount">How much.</param>
internal sealed record DemoPayment(string Number, string What, decimal Amount);
