using Baton.Agents.Intents;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Support.Desk;

/// <summary>The desk's intent model and what its intents mean here: <c>billing</c> and <c>billing.get_refund</c> belong to the category <c>billing</c>,
/// <c>general.orders</c> and <c>billing.orders.return</c> go to the order desk where there is one.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class DeskIntents
{
    /// <summary>The setting with the path of a model; <c>off</c> has every message read by triage.</summary>
    public const string Setting = "Baton:Support:Intents";

    private const string Resource = "intents/desk.intents";
    private const string ShippedLanguage = "en";
    private readonly IntentModel? _model;
    private readonly string? _language;
    private readonly Dictionary<string, Category> _categories = new(StringComparer.Ordinal);

    private DeskIntents(IntentModel? model, string? language = null) => (_model, _language) = (model, language);

    /// <summary>No model: every message goes to triage.</summary>
    public static DeskIntents None { get; } = new(null);

    /// <summary>The model that the configuration names; without a setting the shipped one.</summary>
    /// <exception cref="BatonException">The model cannot be read (BTN7102, BTN7103).</exception>
    /// <exception cref="ValidationException">Intents name no category of the desk (BTN7104).</exception>
    public static DeskIntents From(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" => OfShipped(),
        "off" => None,
        var path => Of(IntentModel.Load(Path.GetFullPath(path)), path),
    };

    /// <summary>The shipped model.</summary>
    public static IntentModel Shipped()
    {
        using var stream = typeof(DeskIntents).Assembly.GetManifestResourceStream(Resource)!;
        return IntentModel.Load(stream, Resource);
    }

    /// <summary>The shipped model, which knows English alone.</summary>
    public static DeskIntents OfShipped() => Of(Shipped(), Resource, ShippedLanguage);

    /// <summary>A model whose intents name the desk's categories.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">Where it comes from, for faults.</param>
    /// <param name="language">The language that it knows; null where it may sort every message.</param>
    /// <exception cref="ValidationException">Some do not (BTN7104).</exception>
    public static DeskIntents Of(IntentModel model, string source, string? language = null)
    {
        var intents = new DeskIntents(model, language);
        var faults = new List<Fault>();
        foreach (var intent in model.Intents)
        {
            var name = intent.Split('.', 2)[0];
            var category = Enum.GetValues<Category>().Where(category => Words.Of(category) == name).ToList();
            if (category.Count == 1) intents._categories[intent] = category[0];
            else faults.Add(new Fault(ErrorCodes.IntentsWithoutCategory, intent, "name it after a category (general, technical, billing, escalation), as in billing or billing.get_refund."));
        }

        return faults.Count == 0 ? intents : throw new ValidationException(ErrorCodes.IntentsWithoutCategory, $"{source}: intents of no category", faults);
    }

    /// <summary>What a message in a language is about; null where triage should read it.</summary>
    public DeskIntent? Find(string message, string language)
    {
        if (_model is null || (_language ?? language) != language || !FastPath.IsPlain(message)) return null;
        var prediction = _model.Predict(message);
        return prediction.Abstains ? null : new DeskIntent(_categories[prediction.Intent], prediction.Intent, Math.Round((double)prediction.Confidence, 3));
    }
}

/// <summary>What a message is about.</summary>
/// <param name="Category">The category.</param>
/// <param name="Intent">The intent, such as <c>billing.get_refund</c>.</param>
/// <param name="Confidence">How sure the model is, 0 to 1.</param>
internal sealed record DeskIntent(Category Category, string Intent, double Confidence)
{
    private const string Orders = "orders";

    /// <summary>Whether it asks to change an order: its second part says <c>orders</c>.</summary>
    public bool IsOrderWork => Intent == Orders || Intent.Split('.') is [_, Orders, ..];

    /// <summary>What somebody writes who answers the order desk's question.</summary>
    public static DeskIntent OrderAnswer(Category category) => new(category, Orders, 1);
}
